// The board at work: asks the server every minute, and keeps the last menu on the device for as long as nobody answers.
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { ApiProblem, get } from '../api/client'
import type { MenuBoard, Session } from '../api/types'
import { isOld } from './board'

const STORED_AS = 'canteen.board'
const NEXT_MS = { heard: 60_000, broken: 10_000 } as const
const TICK_MS = 1000

/** What the device keeps: whose board it is, the last menu, and when the server said it. */
interface Kept {
  canteen: string | null
  board: MenuBoard | null
  heardAt: number | null
}

export interface BoardAtWork {
  board: Readonly<ShallowRef<MenuBoard | null>>
  /** The canteen's time. */
  now: Readonly<Ref<number>>
  /** True when the server has been away for so long that people should know. */
  old: Readonly<Ref<boolean>>
  /** True when the server answers but knows no such canteen. */
  unknown: Readonly<Ref<boolean>>
}

/** Shows a canteen's board while the calling scope lives: that of the link, or the one shown before, or the only one there is. */
export function useBoard(linked: string | null): BoardAtWork {
  const kept = recall()
  let { canteen } = kept
  if (linked !== null && linked !== canteen) Object.assign(kept, { board: null, heardAt: null })
  canteen = linked ?? canteen
  const board = shallowRef(kept.board)
  const now = ref(Date.now())
  const old = ref(false)
  const unknown = ref(false)
  let offsetMs = 0
  let { heardAt } = kept
  let next: ReturnType<typeof setTimeout> | undefined
  const line = new AbortController()

  async function ask(): Promise<void> {
    try {
      canteen ??= (await get<Session>('/session', { signal: line.signal })).canteen?.id ?? null
      unknown.value = canteen === null
      if (canteen === null) return again('broken')
      const said = await get<MenuBoard>(`/menus/board/${canteen}`, { signal: line.signal })
      heardAt = Date.now()
      offsetMs = Date.parse(said.at) - heardAt
      board.value = said
      remember({ canteen, board: said, heardAt })
      again('heard')
    } catch (error) {
      unknown.value = error instanceof ApiProblem && error.status === 404
      // What was kept from another server's days is asked for anew.
      if (unknown.value) canteen = linked
      again('broken')
    }
  }

  function again(after: keyof typeof NEXT_MS): void {
    if (!line.signal.aborted) next = setTimeout(() => void ask(), NEXT_MS[after])
  }

  function tick(): void {
    now.value = Date.now() + offsetMs
    old.value = isOld(heardAt, Date.now())
  }

  const ticking = setInterval(tick, TICK_MS)
  onScopeDispose(() => {
    line.abort()
    clearInterval(ticking)
    clearTimeout(next)
  })
  tick()
  void ask()
  return { board, now, old, unknown }
}

function recall(): Kept {
  const nothing: Kept = { canteen: null, board: null, heardAt: null }
  try {
    return { ...nothing, ...(JSON.parse(localStorage.getItem(STORED_AS) ?? '{}') as Partial<Kept>) }
  } catch {
    // What another version left there is asked for again.
    return nothing
  }
}

function remember(kept: Kept): void {
  localStorage.setItem(STORED_AS, JSON.stringify(kept))
}
