// What one month says, and how its meals leave as a file.
import { watch } from 'vue'
import { download, get, query } from '../../api/client'
import { language } from '../../i18n'
import { saveFile } from '../parts/saveFile'
import { useAct } from '../parts/useAct'
import { useLoad } from '../parts/useLoad'
import type { MonthView } from '../types'
import { useAskedMonth } from './useAskedMonth'

/** The files of a month: a workbook with everything, and its two sheets as text. */
export const MONTH_FILES = ['summary.csv', 'meals.csv', 'meals.xlsx'] as const
export type MonthFile = (typeof MONTH_FILES)[number]

const FILE_TIMEOUT_MS = 120_000

/** The month that the address asks for. */
export function useMonth() {
  const asked = useAskedMonth()
  const { month } = asked
  const load = useLoad((signal) => get<MonthView>(`/months/${month.value}`, { signal }))
  watch(month, () => void load.restart())
  const saving = useAct()

  async function save(file: MonthFile): Promise<void> {
    const [name, ending] = file.split('.', 2)
    const wanted = month.value
    const path = `/months/${wanted}/${file}${query({ lang: language.value })}`
    await saving.run(async () => saveFile(await download(path, { timeoutMs: FILE_TIMEOUT_MS }), `${name}-${wanted}.${ending}`))
  }

  return { ...asked, load, saving, save }
}
