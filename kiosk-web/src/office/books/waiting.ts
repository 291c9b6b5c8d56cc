// Which advances wait, and for how long.
import type { Advance } from '../types'

export type Waiting = 'lasting' | 'waiting' | 'late' | 'settled' | 'over'

/** After so many days a funder is late. */
const LATE_AFTER_DAYS = 30

/** What an advance is by now: its month lasts, it waits, it waits too long, it is paid, it is paid too much. */
export function waitingOf({ open, days_waiting: days }: Pick<Advance, 'open' | 'days_waiting'>): Waiting {
  if (open === '0.00') return 'settled'
  if (open.startsWith('-')) return 'over'
  if (days === 0) return 'lasting'
  return days > LATE_AFTER_DAYS ? 'late' : 'waiting'
}

const TONES = { lasting: 'plain', waiting: 'wait', late: 'bad', settled: 'good', over: 'info' } as const satisfies Record<Waiting, string>

/** The colour of an advance. */
export function waitingTone(line: Pick<Advance, 'open' | 'days_waiting'>): (typeof TONES)[Waiting] {
  return TONES[waitingOf(line)]
}

/** Those that are not settled; the server has the oldest month first. */
export function unsettled<T extends Pick<Advance, 'open'>>(items: readonly T[]): T[] {
  return items.filter(({ open }) => open !== '0.00')
}

/** Each funder once, by name. */
export function fundersOf(items: readonly Advance[]): { funder: string; name: string }[] {
  const names = new Map(items.map(({ funder, name }) => [funder, name]))
  return [...names].map(([funder, name]) => ({ funder, name }))
}

/** The oldest month that is not settled, of this funder or of all where none is named. */
export function oldestOf(items: readonly Advance[], funder: string): Advance | undefined {
  return items.find((each) => isOwed(each) && (funder === '' || each.funder === funder))
}

/** What a funder still owes for a month; null when that is nothing. */
export function openOf(items: readonly Advance[], funder: string, month: string): string | null {
  return items.find((each) => each.funder === funder && each.month === month && isOwed(each))?.open ?? null
}

function isOwed({ open }: Pick<Advance, 'open'>): boolean {
  return open !== '0.00' && !open.startsWith('-')
}
