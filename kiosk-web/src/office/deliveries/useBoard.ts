// The rounds of one day and meal: where every meal is now, and what the office does about it.
import { onScopeDispose, watch } from 'vue'
import { get, post, query } from '../../api/client'
import { sendOnce } from '../../api/sendOnce'
import { useAct } from '../parts/useAct'
import { useLoad } from '../parts/useLoad'
import type { Board, BoardStop, Decision, RoundLink } from '../types'
import { useDayAndMeal } from './useDeliveryDay'

/** The board is read again so often, while somebody looks at it. */
const EVERY_MS = 15_000

/** The board of the day and meal in the address. */
export function useBoard() {
  const which = useDayAndMeal()
  const load = useLoad((signal) => get<Board>(`/deliveries/days/${which.day.value}/rounds${query({ meal: which.meal.value })}`, { signal }))
  watch([which.day, which.meal], () => void load.restart())
  const timer = setInterval(() => {
    if (!document.hidden && load.state.value.kind === 'ready') void load.reload()
  }, EVERY_MS)
  onScopeDispose(() => clearInterval(timer))
  return { which, load }
}

/** What the office does about rounds and stops; each is done once, however often it is pressed. */
export function useRoundActs(changed: () => void) {
  const act = useAct()
  const once = { draft: sendOnce(), settle: sendOnce(), ladder: sendOnce() }

  async function done(run: () => Promise<void>): Promise<boolean> {
    const succeeded = await act.run(run)
    changed()
    return succeeded
  }

  return {
    act,
    async draft(date: string, meal: string): Promise<{ rounds: number; stops: number } | null> {
      let laid: { rounds: number; stops: number } | null = null
      await done(async () => {
        laid = await once.draft((id) => post<{ rounds: number; stops: number }>('/deliveries/rounds/draft', { id, date, meal, seed: seedOf(date) }))
      })
      return laid
    },
    give: (round: string, staffId: string | null) => done(() => post(`/deliveries/rounds/${round}/volunteer`, { staff_id: staffId })),
    pack: (round: string) => done(() => post(`/deliveries/rounds/${round}/packed`, {})),
    async link(round: string): Promise<RoundLink | null> {
      let made: RoundLink | null = null
      await done(async () => {
        made = await post<RoundLink>(`/deliveries/rounds/${round}/link`, {})
      })
      return made
    },
    revoke: (round: string) => done(() => post(`/deliveries/rounds/${round}/revoke`, {})),
    close: (round: string) => done(() => post(`/deliveries/rounds/${round}/close`, {})),
    settle: (stop: BoardStop, decision: Decision, reason: string) =>
      done(async () => {
        await once.settle((id) => post(`/deliveries/stops/${stop.id}/settle`, { id, decision, reason }))
      }),
    endSearch: (stop: BoardStop, note: string) =>
      done(async () => {
        await once.ladder((id) => post(`/deliveries/stops/${stop.id}/ladder`, { id, rung: 'closed', found: 'reached', note }))
      }),
  }
}

/** The same day gives the same walk: a printed round can be made again. */
function seedOf(date: string): number {
  return Number(date.replaceAll('-', ''))
}
