// The month's exceptions by check, and how one of them is settled.
import { computed, watch } from 'vue'
import { get, post } from '../../api/client'
import { newId } from '../../offline/uuid'
import { useAct } from '../parts/useAct'
import { useLoad } from '../parts/useLoad'
import type { MonthClosings, MonthException, MonthExceptions } from '../types'
import { byCheck } from './byCheck'
import { useAskedMonth } from './useAskedMonth'
import { MONTH_TIMEOUT_MS } from './useMonthBoard'

/** The exceptions of the asked month. */
export function useExceptions() {
  const { month } = useAskedMonth()
  const settling = useAct()
  const load = useLoad(async (signal) => {
    const path = `/months/${month.value}`
    const [found, { closing }] = await Promise.all([
      get<MonthExceptions>(`${path}/exceptions`, { signal, timeoutMs: MONTH_TIMEOUT_MS }),
      get<MonthClosings>(`${path}/closings`, { signal }),
    ])
    return { ...found, isClosed: closing !== null }
  })
  watch(month, () => void load.restart())
  const checks = computed(() => (load.state.value.kind === 'ready' ? byCheck(load.state.value.value.items) : []))
  let id = newId()

  async function settle({ key, facts }: MonthException, reason: string): Promise<boolean> {
    const done = await settling.run(async () => void (await post(`/months/${month.value}/exceptions/${key}/settle`, { id, facts, reason })))
    if (!done) return false
    id = newId()
    await load.reload()
    return true
  }

  return { month, load, checks, settling, settle }
}
