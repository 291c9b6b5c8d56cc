// What one month says, and how its meals leave as a file.
import { computed, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { download, get } from '../../api/client'
import { dayOf, monthPlus } from '../parts/format'
import { saveFile } from '../parts/saveFile'
import { useAct } from '../parts/useAct'
import { useLoad } from '../parts/useLoad'
import type { MonthView } from '../types'

const MONTH = /^\d{4}-\d{2}$/
const FILE_TIMEOUT_MS = 120_000

/** The month in the address, this month unless it names one. */
export function useMonth() {
  const route = useRoute()
  const router = useRouter()
  const thisMonth = dayOf(new Date()).slice(0, 7)
  const month = computed(() => {
    const asked = route.query['month']
    return typeof asked === 'string' && MONTH.test(asked) ? asked : thisMonth
  })
  const load = useLoad((signal) => get<MonthView>(`/months/${month.value}`, { signal }))
  watch(month, () => void load.restart())
  const saving = useAct()

  async function show(next: string): Promise<void> {
    await router.replace({ query: next === thisMonth ? {} : { month: next } })
  }

  async function save(kind: 'csv' | 'xlsx'): Promise<void> {
    const wanted = month.value
    await saving.run(async () => saveFile(await download(`/months/${wanted}/meals.${kind}`, { timeoutMs: FILE_TIMEOUT_MS }), `meals-${wanted}.${kind}`))
  }

  return { month, thisMonth, load, saving, show, move: (months: number) => show(monthPlus(month.value, months)), save }
}
