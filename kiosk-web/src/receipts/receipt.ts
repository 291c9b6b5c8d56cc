// What does a receipt say, line by line? Nothing on it tells one class of people from another.
import type { Receipt } from '../api/types'
import type { TillWords } from '../i18n/tillWords'
import type { Words } from '../i18n/words'
import { clockTime } from '../sales/clockTime'

interface Line {
  label: string
  value: string
}

/** The lines above the price, the price's parts, and how it was paid. */
export function linesOf(receipt: Receipt, words: Words, till: TillWords): { head: Line[]; money: Line[]; paid: Line[] } {
  const say = till.receipt
  return {
    head: [
      { label: say.no, value: String(receipt.receipt_no) },
      { label: say.time, value: `${receipt.service_date} ${clockTime(receipt.sold_at)}` },
      { label: say.meal, value: words.meals[receipt.meal] },
      ...(receipt.name === null ? [] : [{ label: say.name, value: receipt.name }]),
    ],
    money: [
      { label: say.standard, value: receipt.standard },
      ...receipt.shares.map(({ name, amount }) => ({ label: name, value: `-${amount}` })),
    ],
    paid: [
      { label: say.tender, value: words.tenders[receipt.tender] },
      ...(receipt.balance === null ? [] : [{ label: say.balance, value: receipt.balance }]),
    ],
  }
}
