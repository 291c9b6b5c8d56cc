// A month's sums as the pages show them, and what changed between two of them.
import type { ClosingSums, Line } from '../types'
import { difference, sum } from '../policy/money'

/** The four great numbers. */
export function lineOf({ meals, standard, pays, shares }: ClosingSums): Line {
  return { meals, standard, pays, subsidy: sum(Object.values(shares)) }
}

/** One number of the sums: which, of whom, before and now. */
export interface Changed {
  what: 'meals' | 'claimable' | 'standard' | 'pays' | 'share' | 'corrections' | 'corrected'
  funder?: string
  before: string
  now: string
  by: string
}

/** What differs from the sums that were proposed, number by number. */
export function changesOf(before: ClosingSums, now: ClosingSums): Changed[] {
  const counts = (['meals', 'claimable', 'corrections'] as const).map((what) => {
    const more = now[what] - before[what]
    return { what, before: String(before[what]), now: String(now[what]), by: more > 0 ? `+${more}` : String(more) }
  })
  const amounts = (['standard', 'pays'] as const).map((what) => ({ what, ...amount(before[what], now[what]) }))
  const shares = byFunder('share', before.shares, now.shares)
  const corrected = byFunder('corrected', before.corrected_shares, now.corrected_shares)
  return [...counts, ...amounts, ...shares, ...corrected].filter((each) => each.before !== each.now)
}

function byFunder(what: 'share' | 'corrected', before: Record<string, string>, now: Record<string, string>): Changed[] {
  const funders = [...new Set([...Object.keys(before), ...Object.keys(now)])]
  return funders.map((funder) => ({ what, funder, ...amount(before[funder] ?? '0.00', now[funder] ?? '0.00') }))
}

function amount(before: string, now: string): Pick<Changed, 'before' | 'now' | 'by'> {
  return { before, now, by: difference(now, before) }
}
