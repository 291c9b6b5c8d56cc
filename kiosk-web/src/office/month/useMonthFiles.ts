// How does a month leave as a file?
import type { Ref } from 'vue'
import { download, query } from '../../api/client'
import { language } from '../../i18n'
import { saveFile } from '../parts/saveFile'
import { useAct } from '../parts/useAct'

/** The files of a month: a workbook with everything, and its two sheets as text. */
export const MONTH_FILES = ['summary.csv', 'meals.csv', 'meals.xlsx'] as const
/** The files of a closed month, the same bytes for ever: the claim as a workbook, and its meals as text. */
export const CLAIM_FILES = ['claim.csv', 'claim.xlsx'] as const
export type MonthFile = (typeof MONTH_FILES | typeof CLAIM_FILES)[number]

const FILE_TIMEOUT_MS = 120_000

/** Saves files of a month, one at a time. */
export function useMonthFiles(month: Readonly<Ref<string>>) {
  const saving = useAct()

  async function save(file: MonthFile): Promise<void> {
    const [name, ending] = file.split('.', 2)
    const wanted = month.value
    const path = `/months/${wanted}/${file}${query({ lang: language.value })}`
    await saving.run(async () => saveFile(await download(path, { timeoutMs: FILE_TIMEOUT_MS }), `${name}-${wanted}.${ending}`))
  }

  return { saving, save }
}
