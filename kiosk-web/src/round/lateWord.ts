// The last word about a stop comes late: when is the stop sent without it, and what is told afterwards? Pure. The first report counts and
// books the meal; whatever comes behind it is kept beside it, and asks for a person.
import { draftOf, type Queue } from './queue'
import type { ResultBody } from './types'

/** What may be added to a stop that has just ended. */
export type Added = Partial<Pick<ResultBody, 'collected' | 'welfare' | 'note' | 'person'>>

/** So long a stop that has ended waits for another word: a phone that is lost meanwhile has posted nothing. */
const DRAFT_WAITS_MS = 120_000
const NO_MONEY = '0.00'

/** True when the stop that ended last has waited long enough for another word. */
export function hasLain(queue: Queue, now: number): boolean {
  const draft = draftOf(queue)
  return draft !== null && now - Date.parse(draft.body.at) >= DRAFT_WAITS_MS
}

/** True when a late word is worth a person's time. That all is well is not: it would only ask the office to answer. */
export function saysMore({ collected, welfare, note, person }: Added): boolean {
  return isSaid(note) || isSaid(person) || welfare === 'help' || welfare === 'unusual' || (isSaid(collected) && collected !== NO_MONEY)
}

/** The late word as a report of its own: the same outcome, and nothing of the scan or the money that the first report has told. */
export function laterBody(sent: ResultBody, added: Added, made: Pick<ResultBody, 'id' | 'at'>): ResultBody {
  return { ...sent, token: null, collected: null, welfare: null, note: null, ...added, ...made }
}

function isSaid(word: string | null | undefined): boolean {
  return word !== undefined && word !== null && word !== ''
}
