// Who is meant by a row of the price list, in words.
import { inWords } from '../../i18n'
import type { PriceRow } from '../types'
import { words } from '../words'
import { agesOf } from './ages'

/** "老人 · 低保 · 60 周岁及以上", "其他人". */
export function whoIs(row: PriceRow): string {
  const { who } = words.value.rules
  const group = row.from_age === null ? who.others : words.value.groups[row.group]
  return [group, row.class === null ? '' : inWords(row.class), agesOf(row, who)].filter((part) => part !== '').join(' · ')
}
