// The exceptions of a month in the order in which somebody works through them.
import type { MonthException } from '../types'

/** What one check found: what waits, and what was settled. */
export interface Checked {
  check: MonthException['check']
  title: MonthException['title']
  severity: MonthException['severity']
  open: MonthException[]
  settled: MonthException[]
}

/** The exceptions check by check: first those that block the month, then those that do not, then those with nothing left to do. */
export function byCheck(items: readonly MonthException[]): Checked[] {
  const checks = new Map<string, Checked>()
  for (const item of items) {
    const { check, title, severity } = item
    const found = checks.get(check) ?? { check, title, severity, open: [], settled: [] }
    found[item.settled === null ? 'open' : 'settled'].push(item)
    checks.set(check, found)
  }
  const rank = ({ open, severity }: Checked): number => (open.length === 0 ? 2 : severity === 'block' ? 0 : 1)
  return [...checks.values()].sort((one, other) => rank(one) - rank(other) || one.check.localeCompare(other.check))
}
