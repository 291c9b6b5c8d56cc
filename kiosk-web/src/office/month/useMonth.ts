// What one month says.
import { watch } from 'vue'
import { get } from '../../api/client'
import { useLoad } from '../parts/useLoad'
import type { MonthView } from '../types'
import { useAskedMonth } from './useAskedMonth'
import { useMonthFiles } from './useMonthFiles'

/** The month that the address asks for, with its files. */
export function useMonth() {
  const asked = useAskedMonth()
  const { month } = asked
  const load = useLoad((signal) => get<MonthView>(`/months/${month.value}`, { signal }))
  watch(month, () => void load.restart())
  return { ...asked, ...useMonthFiles(month), load }
}
