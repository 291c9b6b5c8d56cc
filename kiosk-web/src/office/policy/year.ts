// The days of a year as a wall calendar shows them: months, each with its weeks from Monday.

/** A month's days, with nulls before the first so that Monday stands first. */
export function monthOf(year: number, month: number): (string | null)[] {
  const first = new Date(Date.UTC(year, month, 1))
  const blanks = (first.getUTCDay() + 6) % 7
  const days = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  const day = (at: number): string => new Date(Date.UTC(year, month, at + 1)).toISOString().slice(0, 10)
  return [...Array.from({ length: blanks }, () => null), ...Array.from({ length: days }, (_, at) => day(at))]
}

/** All days from one to another, both included; none when they are the wrong way round. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = []
  for (const at = new Date(`${first}T00:00:00Z`); at.toISOString().slice(0, 10) <= last; at.setUTCDate(at.getUTCDate() + 1)) {
    days.push(at.toISOString().slice(0, 10))
  }
  return days
}
