// Does the drawer agree with the books? One word for people, and how far off.
import type { TenderCount } from '../api/types'

export type Sign = 'even' | 'over' | 'short'

/** Which way a difference goes; where nobody looked, none is known. */
export function signOf(variance: string | null): Sign {
  if (variance === null || variance === '0.00') return 'even'
  return variance.startsWith('-') ? 'short' : 'over'
}

/** The drawer's difference, without its sign. */
export function cashFace(tenders: readonly TenderCount[]): { is: Sign; amount: string } {
  const variance = tenders.find(({ tender }) => tender === 'cash')?.variance ?? null
  return { is: signOf(variance), amount: (variance ?? '0.00').replace('-', '') }
}
