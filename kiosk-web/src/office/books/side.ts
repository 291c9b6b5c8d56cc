// On which side does a balance stand? The server's sign in the accountant's words; text in, text out.
import { yuan } from '../parts/format'
import { words } from '../words'

export type SideOf = 'debit' | 'credit' | 'flat'

/** The side of a balance of the wire, on which debits are positive, and how much stands there. */
export function sided(balance: string): { side: SideOf; amount: string } {
  if (/^-?0+\.00$/.test(balance)) return { side: 'flat', amount: '0.00' }
  return balance.startsWith('-') ? { side: 'credit', amount: balance.slice(1) } : { side: 'debit', amount: balance }
}

/** "借 1,234.50", in the language of the screen. */
export function sidedWords(balance: string): string {
  const { side, amount } = sided(balance)
  return `${words.value.books.sides[side]} ${yuan(amount)}`
}

/** An amount for its column; an empty cell where there is none. */
export function orBlank(amount: string): string {
  return amount === '0.00' ? '' : yuan(amount)
}
