// What becomes of what the volunteer did between the tap and the server's answer? A pure reducer: no clock, no network, no
// storage. Reports leave the phone in the order in which they were made, each until it is answered; one that the server does
// not take stands before a person and blocks nobody.
import type { Sentence } from '../i18n'
import type { LadderBody, PhotoBody, ReportsBody, ResultBody } from './types'

/** What happened: a stop ended, a rung was tried, or a photo was taken. */
export type Said = { kind: 'result'; body: ResultBody } | { kind: 'ladder'; body: LadderBody } | { kind: 'photo'; body: PhotoBody }

/** One thing that happened, written down on this phone. */
export interface Report {
  readonly id: string
  /** Its place in the order of this phone. */
  readonly no: number
  readonly said: Said
  readonly state: ReportState
}

/** A draft is a stop that ended and may still get a word about how the elder is; it is kept, and not sent yet. */
export type ReportState =
  | { is: 'draft' }
  | { is: 'waiting'; tries: number; alone: boolean }
  | { is: 'sending'; tries: number; alone: boolean }
  | { is: 'refused'; code: string; sentence: Sentence }

/** All reports of this phone that are not settled, in their order. */
export type Queue = readonly Report[]

export type QueueEvent =
  | { type: 'loaded'; reports: readonly Report[] }
  | { type: 'written'; report: Report }
  | { type: 'sent'; ids: readonly string[] }
  | { type: 'unanswered'; ids: readonly string[] }
  /** The server took none of them: each is asked about alone, so that one bad report holds up no other. */
  | { type: 'split'; ids: readonly string[] }
  | { type: 'refused'; id: string; code: string; sentence: Sentence }
  | { type: 'left'; ids: readonly string[] }

const MOST_AT_ONCE = 20

/** The queue after the event. */
export function step(queue: Queue, event: QueueEvent): Queue {
  switch (event.type) {
    case 'loaded':
      return inOrder([...event.reports.map(interrupted), ...queue.filter(({ id }) => !event.reports.some((report) => report.id === id))])
    case 'written':
      return inOrder([...queue.filter(({ id }) => id !== event.report.id), event.report])
    case 'sent':
      return withState(queue, event.ids, (state) => (state.is === 'waiting' ? { ...state, is: 'sending', tries: state.tries + 1 } : state))
    case 'unanswered':
      return withState(queue, event.ids, (state) => (state.is === 'sending' ? { ...state, is: 'waiting' } : state))
    case 'split':
      return withState(queue, event.ids, () => ({ is: 'waiting', tries: 0, alone: true }))
    case 'refused':
      return withState(queue, [event.id], () => ({ is: 'refused', code: event.code, sentence: event.sentence }))
    case 'left':
      return queue.filter(({ id }) => !event.ids.includes(id))
  }
}

/** What to send next: those that wait, from the oldest on, as long as they are of one kind. Empty while others are on their way. */
export function nextToSend(queue: Queue): Report[] {
  if (queue.some(({ state }) => state.is === 'sending')) return []
  const waits = waiting(queue)
  const [first] = waits
  if (first === undefined) return []
  // One photo fills what a request may hold.
  if (isAlone(first) || first.said.kind === 'photo') return [first]
  const end = waits.findIndex((report) => isAlone(report) || report.said.kind !== first.said.kind)
  return waits.slice(0, Math.min(end === -1 ? waits.length : end, MOST_AT_ONCE))
}

/** The reports as they travel. */
export function asBody(reports: readonly Report[]): ReportsBody {
  const body: ReportsBody = { results: [], ladder: [], photos: [] }
  for (const { said } of reports) {
    if (said.kind === 'result') body.results.push(said.body)
    else if (said.kind === 'ladder') body.ladder.push(said.body)
    else body.photos.push(said.body)
  }
  return body
}

/** The reports that are on their way to the server. */
export function waiting(queue: Queue): Report[] {
  return queue.filter(({ state }) => state.is === 'waiting' || state.is === 'sending')
}

/** The reports that the server did not take; a person has to look. */
export function refused(queue: Queue): Report[] {
  return queue.filter(({ state }) => state.is === 'refused')
}

/** The stop that ended and about which the volunteer may still say a word; null when there is none. */
export function draftOf(queue: Queue): { report: Report; body: ResultBody } | null {
  for (const report of queue) if (report.state.is === 'draft' && report.said.kind === 'result') return { report, body: report.said.body }
  return null
}

/** The number of the next report. */
export function nextNo(queue: Queue): number {
  return queue.reduce((most, { no }) => Math.max(most, no), 0) + 1
}

/** The report, ready to be sent. */
export function released(report: Report): Report {
  return { ...report, state: { is: 'waiting', tries: 0, alone: false } }
}

function isAlone({ state }: Report): boolean {
  return state.is === 'waiting' && state.alone
}

/** What was on its way when the page went away is sent again, under the same id. */
function interrupted(report: Report): Report {
  return report.state.is === 'sending' ? { ...report, state: { ...report.state, is: 'waiting' } } : report
}

function withState(queue: Queue, ids: readonly string[], change: (state: ReportState) => ReportState): Queue {
  return queue.map((report) => (ids.includes(report.id) ? { ...report, state: change(report.state) } : report))
}

function inOrder(reports: readonly Report[]): Report[] {
  return [...reports].sort((a, b) => a.no - b.no)
}
