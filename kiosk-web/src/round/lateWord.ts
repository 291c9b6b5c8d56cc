// The last word about a stop comes late: when is the stop sent without it, and what is told afterwards? Pure. The first report counts and
// books the meal, and whatever comes behind it is kept beside it and asks for a person; but where money is due nothing is booked before
// somebody has said whether it was given.
import { untold } from './course'
import { draftOf, type Queue } from './queue'
import type { ResultBody, Round } from './types'

/** What may be added to a stop that has just ended. */
export type Added = Partial<Pick<ResultBody, 'collected' | 'welfare' | 'note' | 'person'>>

/** So long a stop that has ended waits for another word: a phone that is lost meanwhile has posted nothing. */
const DRAFT_WAITS_MS = 120_000

/** True when the stop that ended last has waited long enough for another word. */
export function hasLain(queue: Queue, now: number): boolean {
  const draft = draftOf(queue)
  return draft !== null && now - Date.parse(draft.body.at) >= DRAFT_WAITS_MS
}

/** True when a late word has to be told. That all is well has not: it would only ask the office to answer. */
export function saysMore({ collected, welfare, note, person }: Added): boolean {
  return isSaid(note) || isSaid(person) || welfare === 'help' || welfare === 'unusual' || isSaid(collected)
}

/** The late word as a report of its own: the same outcome, and nothing of the scan or the money that the first report has told. */
export function laterBody(sent: ResultBody, added: Added, made: Pick<ResultBody, 'id' | 'at'>): ResultBody {
  return { ...sent, token: null, collected: null, welfare: null, note: null, ...added, ...made }
}

/** The report to which the word about the money is still missing, as far as this phone knows it; null when none is missing. */
export function untoldReport(round: Round | null): ResultBody | null {
  const stop = round === null ? null : untold(round)
  if (stop === null || stop.result === null) return null
  const { outcome, at, welfare } = stop.result
  return { id: '', stop_id: stop.id, at, outcome, token: null, person: '', collected: null, welfare, note: null }
}

function isSaid(word: string | null | undefined): boolean {
  return word !== undefined && word !== null && word !== ''
}
