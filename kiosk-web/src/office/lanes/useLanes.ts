// The counter devices: which there are, a code for a new one, and taking one out of service.
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { get, post } from '../../api/client'
import { newId } from '../../offline/uuid'
import { useAct } from '../parts/useAct'
import { useList } from '../parts/useList'
import type { Lane, LaneCode, Page } from '../types'

const LOOK_AGAIN_MS = 3_000

export type LaneState = 'waiting' | 'enrolled' | 'revoked'

/** What a lane is by now. */
export function stateOf(lane: Pick<Lane, 'enrolled_at' | 'revoked_at'>): LaneState {
  if (lane.revoked_at) return 'revoked'
  return lane.enrolled_at ? 'enrolled' : 'waiting'
}

/** The lanes of the canteen. */
export function useLanes() {
  const list = useList<Lane>((cursor, signal) => get<Page<Lane>>(`/lanes${cursor === undefined ? '' : `?cursor=${cursor}`}`, { signal }))
  const revoking = useAct()

  async function revoke(id: string): Promise<boolean> {
    const done = await revoking.run(async () => void (await post<unknown>(`/lanes/${id}/revoke`, {})))
    if (done) await list.restart()
    return done
  }

  return { list, revoking, revoke }
}

export type CodeState =
  | { kind: 'naming' }
  | { kind: 'waiting'; laneId: string; before: string | null; code: LaneCode }
  | { kind: 'over' }
  | { kind: 'enrolled'; name: string }

/** One new lane: named, a code shown for ten minutes, and noticed as soon as the device is enrolled. */
export function useLaneCode() {
  const state = shallowRef<CodeState>({ kind: 'naming' })
  const act = useAct()
  const now = ref(Date.now())
  let clock: ReturnType<typeof setInterval> | undefined
  let looking: ReturnType<typeof setInterval> | undefined

  const secondsLeft = computed(() =>
    state.value.kind === 'waiting' ? Math.max(0, Math.floor((Date.parse(state.value.code.expires_at) - now.value) / 1000)) : 0,
  )

  function stop(): void {
    clearInterval(clock)
    clearInterval(looking)
  }

  function restart(): void {
    stop()
    act.forget()
    state.value = { kind: 'naming' }
  }

  /** A code for a new lane, or for another device of the lane that is named. */
  async function make(name: string, lane: Pick<Lane, 'id' | 'enrolled_at'> | null): Promise<boolean> {
    return act.run(async () => {
      const laneId = lane?.id ?? newId()
      const code = await post<LaneCode>('/lanes/codes', { id: laneId, name })
      stop()
      now.value = Date.now()
      state.value = { kind: 'waiting', laneId, before: lane?.enrolled_at ?? null, code }
      clock = setInterval(tick, 1000)
      looking = setInterval(() => void look(), LOOK_AGAIN_MS)
    })
  }

  function tick(): void {
    now.value = Date.now()
    if (state.value.kind !== 'waiting' || secondsLeft.value > 0) return
    stop()
    state.value = { kind: 'over' }
  }

  /** A look that fails is no news; the next one comes in three seconds. */
  async function look(): Promise<void> {
    const asked = state.value
    if (asked.kind !== 'waiting') return
    const page = await get<Page<Lane>>('/lanes').catch(() => null)
    const lane = page?.items.find((each) => each.id === asked.laneId)
    if (!lane?.enrolled_at || lane.enrolled_at === asked.before || state.value !== asked) return
    stop()
    state.value = { kind: 'enrolled', name: lane.name }
  }

  onScopeDispose(stop)
  return { state, act, secondsLeft, make, restart }
}
