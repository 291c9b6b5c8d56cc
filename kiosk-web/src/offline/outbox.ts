// What becomes of a sale between the cashier's Enter and the server's answer? A pure reducer: no clock, no network,
// no storage. A sale leaves the outbox only by a real answer or, when that answer was no, by the cashier's decision; a meal
// that the cashier was told to hand out is asked for once more, as eaten, and then it is never refused.
import type { Sentence } from '../i18n'
import type { SaleBody } from '../api/types'

/** One sale that is written down on this device. */
export interface Row {
  readonly id: string
  readonly body: SaleBody
  /** The lane it was made at; it is sent under no other. */
  readonly laneId: string
  /** That lane's name, for people. */
  readonly laneName: string
  /** When it was written down, in milliseconds: the moment of the sale. */
  readonly madeAt: number
  /** Set once the cashier was told that it is kept: the meal is handed out, whatever the server says. */
  readonly noted?: true
  readonly state: RowState
}

/** A no of the server, and when it was heard. */
export interface No {
  code: string
  sentence: Sentence
  heardAt: number
}

/** Waiting to be sent, on its way, answered with a no that a person has to look at, or another lane's and not sent from here. */
export type RowState =
  | { is: 'waiting'; tries: number }
  | { is: 'sending'; tries: number }
  | ({ is: 'refused' } & No)
  | { is: 'held' }

/** All sales of this device that are not settled, oldest first. */
export type Outbox = readonly Row[]

export type OutboxEvent =
  | { type: 'loaded'; rows: readonly Row[] }
  | { type: 'written'; row: Row }
  | { type: 'sent'; id: string }
  | { type: 'accepted'; id: string }
  | ({ type: 'refused'; id: string } & No)
  | { type: 'noted'; id: string }
  | { type: 'eaten'; id: string }
  | { type: 'unanswered'; id: string }
  | { type: 'settled'; id: string }

/** The outbox after the event. */
export function step(outbox: Outbox, event: OutboxEvent): Outbox {
  switch (event.type) {
    case 'loaded':
      return byAge([...event.rows.map((row) => handedOut(interrupted(row))), ...outbox.filter((row) => !event.rows.some(({ id }) => id === row.id))])
    case 'written':
      return outbox.some(({ id }) => id === event.row.id) ? outbox : byAge([...outbox, event.row])
    case 'sent':
      return withState(outbox, event.id, (state) =>
        state.is === 'waiting' ? { is: 'sending', tries: state.tries + 1 } : state,
      )
    case 'unanswered':
      return withState(outbox, event.id, (state) =>
        state.is === 'sending' ? { is: 'waiting', tries: state.tries } : state,
      )
    case 'refused':
      return withRow(outbox, event.id, (row) => handedOut(refusedBy(row, event)))
    case 'noted':
      return withRow(outbox, event.id, (row) => handedOut(noted(row)))
    case 'eaten':
      return withRow(outbox, event.id, eaten)
    case 'accepted':
    case 'settled':
      return outbox.filter(({ id }) => id !== event.id)
  }
}

/** The sale to send next: the oldest that waits, one at a time. One that was refused never blocks those behind it. */
export function nextToSend(outbox: Outbox): Row | null {
  if (outbox.some(({ state }) => state.is === 'sending')) return null
  return outbox.find(({ state }) => state.is === 'waiting') ?? null
}

/** The row of a sale whose cashier has been told that it is kept. */
export function noted(row: Row): Row {
  return { ...row, noted: true }
}

/** The row of a sale to which the server said no. */
export function refusedBy(row: Row, { code, sentence, heardAt }: No): Row {
  return { ...row, state: { is: 'refused', code, sentence, heardAt } }
}

/** The row of a meal that is eaten, to be sent as such: booked as it was sold, or as pending at what was taken for it. */
export function eaten(row: Row): Row {
  return { ...row, body: { ...row.body, serve_as: 'eaten' }, state: { is: 'waiting', tries: 0 } }
}

/** True when the server said no to the sale itself, and the meal may still be sent as eaten at what was taken for it. */
export function mayBeEaten({ body }: Row): boolean {
  return body.serve_as !== 'eaten' && body.pays !== undefined && body.pays !== null
}

/** How long to wait before the next try after `tries` without an answer. */
export function backoffMs(tries: number): number {
  return tries === 0 ? 0 : Math.min(15_000, 500 * 2 ** Math.min(tries, 10))
}

/** The sales that still have to reach the server. */
export function unsent(outbox: Outbox): Row[] {
  return outbox.filter((row) => !isForAPerson(row))
}

/** The sales the server did not take, or another lane left behind: a person has to decide. */
export function refused(outbox: Outbox): Row[] {
  return outbox.filter(isForAPerson)
}

function isForAPerson({ state }: Row): boolean {
  return state.is === 'refused' || state.is === 'held'
}

/** A meal that is handed out is not refused any more: it is sent as eaten. */
function handedOut(row: Row): Row {
  return row.noted === true && row.state.is === 'refused' && mayBeEaten(row) ? eaten(row) : row
}

/** A row that was on its way when the page went away is sent again, under the same id. */
function interrupted(row: Row): Row {
  return row.state.is === 'sending' ? { ...row, state: { is: 'waiting', tries: row.state.tries } } : row
}

function withRow(outbox: Outbox, id: string, change: (row: Row) => Row): Outbox {
  return outbox.map((row) => (row.id === id ? change(row) : row))
}

function withState(outbox: Outbox, id: string, change: (state: RowState) => RowState): Outbox {
  return withRow(outbox, id, (row) => ({ ...row, state: change(row.state) }))
}

function byAge(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => a.madeAt - b.madeAt || (a.id < b.id ? -1 : 1))
}
