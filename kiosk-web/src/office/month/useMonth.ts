// What one month says, and how its meals leave as a file.
import { computed, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { download, get, query } from '../../api/client'
import { language } from '../../i18n'
import { dayOf, monthPlus } from '../parts/format'
import { saveFile } from '../parts/saveFile'
import { useAct } from '../parts/useAct'
import { useLoad } from '../parts/useLoad'
import type { MonthView } from '../types'

/** The files of a month: a workbook with everything, and its two sheets as text. */
export const MONTH_FILES = ['summary.csv', 'meals.csv', 'meals.xlsx'] as const
export type MonthFile = (typeof MONTH_FILES)[number]

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

  async function save(file: MonthFile): Promise<void> {
    const [name, ending] = file.split('.', 2)
    const wanted = month.value
    const path = `/months/${wanted}/${file}${query({ lang: language.value })}`
    await saving.run(async () => saveFile(await download(path, { timeoutMs: FILE_TIMEOUT_MS }), `${name}-${wanted}.${ending}`))
  }

  return { month, thisMonth, load, saving, show, move: (months: number) => show(monthPlus(month.value, months)), save }
}
