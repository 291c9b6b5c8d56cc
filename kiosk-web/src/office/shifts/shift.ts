// How does a shift stand, and does its drawer agree with the books? What the list shows at a glance.
import type { TenderCount } from '../../api/types'
import { signOf } from '../../shifts/variance'
import { dayOf } from '../parts/format'
import type { ShiftLine } from '../types'

/** Closed with its report, open since today, or left open since an earlier day. */
export type Standing = 'closed' | 'open' | 'stale'

/** How the shift stands on a day. */
export function standingOf({ opened_at, closed_at }: Pick<ShiftLine, 'opened_at' | 'closed_at'>, today: string): Standing {
  if (closed_at !== null) return 'closed'
  return dayOf(new Date(opened_at)) < today ? 'stale' : 'open'
}

/** One tender that is not as the books say, and how far off. */
export interface Off {
  tender: TenderCount['tender']
  is: 'over' | 'short'
  amount: string
}

/** The tenders that differ; where nobody looked, nothing is known to. */
export function offOf(tenders: readonly TenderCount[]): Off[] {
  return tenders.flatMap(({ tender, variance }) => {
    const is = signOf(variance)
    return is === 'even' || variance === null ? [] : [{ tender, is, amount: variance.replace('-', '') }]
  })
}
