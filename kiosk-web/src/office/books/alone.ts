// What of a merchant statement does not tie?
import type { Reconciliation, StatementEntry, TenderEntry } from '../types'

/** A line of the statement, a tender of the counter, or both where one number has two amounts. */
export interface Alone {
  key: string
  at: string
  line: StatementEntry | null
  tender: TenderEntry | null
}

export type AloneKind = 'lines' | 'tenders' | 'differing'

/** How many do not tie: on either side alone, or with two amounts. */
export function aloneIn({ sums, differing }: Pick<Reconciliation, 'sums' | 'differing'>): number {
  return sums.unmatched_lines + sums.unmatched_tenders + differing.length
}

/** The rows of one list, and how many there are of them in all. */
export function rowsOf(kind: AloneKind, value: Pick<Reconciliation, 'sums' | 'differing' | 'unmatched_lines' | 'unmatched_tenders'>): { rows: Alone[]; all: number } {
  if (kind === 'lines') {
    const rows = value.unmatched_lines.map((line) => ({ key: `${line.line_no} ${line.reference}`, at: line.at, line, tender: null }))
    return { rows, all: value.sums.unmatched_lines }
  }
  if (kind === 'tenders') {
    const rows = value.unmatched_tenders.map((tender) => ({ key: String(tender.entry_no), at: tender.at, line: null, tender }))
    return { rows, all: value.sums.unmatched_tenders }
  }
  const rows = value.differing.map(({ line, tender }) => ({ key: String(tender.entry_no), at: tender.at, line, tender }))
  return { rows, all: value.differing.length }
}
