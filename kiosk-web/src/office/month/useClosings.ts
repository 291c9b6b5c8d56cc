// How a month is closed by two people: what it says now, what was proposed, and the approval of exactly that.
import { computed, watch } from 'vue'
import { get, post } from '../../api/client'
import { newId } from '../../offline/uuid'
import { useAct } from '../parts/useAct'
import { useLoad } from '../parts/useLoad'
import { session } from '../session'
import type { MonthBoard, MonthClosings, MonthView, ProposedClosing } from '../types'
import { useAskedMonth } from './useAskedMonth'
import { MONTH_TIMEOUT_MS } from './useMonthBoard'

/** The closing of the asked month. */
export function useClosings() {
  const { month } = useAskedMonth()
  const acting = useAct()
  const me = computed(() => (session.desk.value.kind === 'signed_in' ? session.desk.value.session.staff?.id : undefined))
  const load = useLoad(async (signal) => {
    const path = `/months/${month.value}`
    const [board, closings, view] = await Promise.all([
      get<MonthBoard>(`${path}/board`, { signal, timeoutMs: MONTH_TIMEOUT_MS }),
      get<MonthClosings>(`${path}/closings`, { signal }),
      get<MonthView>(path, { signal, timeoutMs: MONTH_TIMEOUT_MS }),
    ])
    return { board, closings, view }
  })
  watch(month, () => void load.restart())
  let id = newId()

  async function act(what: () => Promise<unknown>): Promise<boolean> {
    const done = await acting.run(async () => void (await what()))
    if (done) await load.reload()
    return done
  }

  async function propose(): Promise<boolean> {
    const done = await act(() => post(`/months/${month.value}/closings`, { id }, { timeoutMs: MONTH_TIMEOUT_MS }))
    if (done) id = newId()
    return done
  }

  function approve({ id: proposal, sha256 }: ProposedClosing): Promise<boolean> {
    return act(() => post(`/months/${month.value}/closings/${proposal}/approval`, { sha256 }, { timeoutMs: MONTH_TIMEOUT_MS }))
  }

  return { month, me, load, acting, propose, approve }
}
