// How far is the month that the address asks for?
import { watch } from 'vue'
import { get } from '../../api/client'
import { useLoad } from '../parts/useLoad'
import type { MonthBoard } from '../types'
import { useAskedMonth } from './useAskedMonth'

/** Every check looks at every meal of the month: a slow machine may take its time. */
export const MONTH_TIMEOUT_MS = 60_000

/** The board of the asked month. */
export function useMonthBoard() {
  const { month } = useAskedMonth()
  const load = useLoad((signal) => get<MonthBoard>(`/months/${month.value}/board`, { signal, timeoutMs: MONTH_TIMEOUT_MS }))
  watch(month, () => void load.restart())
  return { month, load }
}
