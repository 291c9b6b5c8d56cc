// What has this lane done today? Read again after each sale and now and then; the numbers are the server's own.
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { get } from '../api/client'
import type { Today } from '../api/types'

const EVERY_MS = 30_000
const SOON_MS = 250

export interface TodayAtLane {
  today: Readonly<ShallowRef<Today | null>>
  /** Reads soon; several calls in a row are one reading. */
  refresh: () => void
}

/** Keeps the day's numbers fresh while the calling scope lives. */
export function useToday(): TodayAtLane {
  const today = shallowRef<Today | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined

  async function read(): Promise<void> {
    try {
      today.value = await get<Today>('/lane/today')
    } catch {
      // The old numbers stay on the screen; the connection mark says that they may be old.
    }
    plan(EVERY_MS)
  }

  function plan(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void read(), ms)
  }

  void read()
  onScopeDispose(() => clearTimeout(timer))
  return { today, refresh: () => plan(SOON_MS) }
}
