// Which accounts can be chosen, what they are called, and which ones somebody means who types a few letters.
import { inWords } from '../../i18n'
import type { AccountLine } from '../types'
import { words } from '../words'

/** An account to choose: its key, its name on the screen, and what stands on it, where that is known. */
export interface Choice {
  account: string
  name: string
  balance: string | null
}

/** Between these places the office moves money. */
export const PLACES = ['safe', 'bank', 'tender:wechat', 'tender:alipay', 'opening', 'fees', 'expenses', 'other_income'] as const
export type Place = (typeof PLACES)[number]

/** A list of ten thousand wallets is searched, not read. */
const MOST_SHOWN = 60
const DRAWER = /^cash:(\d+)$/
const SHIFT_TYPED = /^(?:cash:|第|shift)?\s*(\d{1,9})\s*班?$/i

/** Every account that stands somewhere, and those that every canteen has. */
export function choicesOf(lines: readonly AccountLine[]): Choice[] {
  const standing = lines.map(({ account, name, balance }) => ({ account, name: inWords(name), balance }))
  const known = new Set(standing.map(({ account }) => account))
  const others = Object.keys(words.value.books.accounts).filter((account) => !known.has(account))
  return [...others.map((account) => ({ account, name: accountWord(account), balance: '0.00' })), ...standing]
}

/** The choices that somebody means, the best first; a number is a shift's too, whose drawer is long empty. */
export function meant(choices: readonly Choice[], typed: string): Choice[] {
  const wanted = typed.trim().toLowerCase().replace(/\s+/g, '')
  if (wanted === '') return choices.slice(0, MOST_SHOWN)
  const found = choices.filter(({ account, name }) => account.includes(wanted) || name.toLowerCase().replace(/\s+/g, '').includes(wanted))
  const shift = SHIFT_TYPED.exec(typed.trim())?.[1]
  const drawer = shift === undefined ? null : `cash:${Number(shift)}`
  if (drawer === null || drawer === 'cash:0') return found.slice(0, MOST_SHOWN)
  const itself = choices.find(({ account }) => account === drawer) ?? { account: drawer, name: accountWord(drawer), balance: null }
  return [itself, ...found.filter(({ account }) => account !== drawer)].slice(0, MOST_SHOWN)
}

/** What an account is called where the server did not say it: the fixed ones and the drawers; else its key. */
export function accountWord(account: string): string {
  const named: Record<string, string> = words.value.books.accounts
  const shift = DRAWER.exec(account)?.[1]
  if (shift !== undefined) return words.value.books.drawer(shift)
  return (Object.hasOwn(named, account) ? named[account] : undefined) ?? account
}

/** The address of an account's statement. */
export function statementOf(account: string, days: { from?: string; to?: string } = {}): { path: string; query: Record<string, string> } {
  return { path: '/office/books/statement', query: { account, ...days } }
}
