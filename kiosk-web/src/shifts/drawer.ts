// What is in the drawer? Notes and coins by their value, and what they come to in whole fen.
import { fenIn, yuanOf } from '../controls/amount'

/** The notes and coins that a drawer holds, the largest first; the server counts with the same. */
export const DENOMINATIONS = ['100.00', '50.00', '20.00', '10.00', '5.00', '1.00', '0.50', '0.10'] as const
export type Denomination = (typeof DENOMINATIONS)[number]

/** How many of each; what is missing was not there. */
export type Drawer = Readonly<Partial<Record<Denomination, number>>>

const MOST_PIECES = 9999

/** The drawer with another number of one note or coin; never below none. */
export function withPieces(drawer: Drawer, value: Denomination, count: number): Drawer {
  const pieces = Number.isInteger(count) ? Math.min(Math.max(count, 0), MOST_PIECES) : 0
  return { ...drawer, [value]: pieces }
}

/** What the pieces of one value come to. */
export function worth(drawer: Drawer, value: Denomination): string {
  return yuanOf(fenOf(drawer, value))
}

/** What is in the drawer. */
export function total(drawer: Drawer): string {
  return yuanOf(DENOMINATIONS.reduce((sum, value) => sum + fenOf(drawer, value), 0))
}

/** The drawer as the server counts it: only what was there. */
export function pieces(drawer: Drawer): { value: Denomination; count: number }[] {
  return DENOMINATIONS.map((value) => ({ value, count: drawer[value] ?? 0 })).filter(({ count }) => count > 0)
}

/** The short name of a note or coin: 100, 0.5. */
export function nameOf(value: Denomination): string {
  return value.replace(/\.?0+$/, '')
}

function fenOf(drawer: Drawer, value: Denomination): number {
  return (fenIn(value) ?? 0) * (drawer[value] ?? 0)
}
