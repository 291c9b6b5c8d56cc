// What becomes of a sale between the cashier's Enter and the server's answer? A pure reducer: no clock, no network,
// no storage. A sale leaves the outbox only by a real answer or, when that answer was no, by the cashier's decision.
import type { Sentence } from '../i18n'
import type { SaleBody } from '../api/types'
import { serviceDay } from './serviceDay'

/** A sale that is answered later than this was made while the network was away. */
const LATE_MS = 5 * 60_000

/** One sale that is written down on this device. */
export interface Row {
  readonly id: string
  readonly body: SaleBody
  /** The lane it was made at; it is sent under no other. */
  readonly laneId: string
  /** That lane's name, for people. */
  readonly laneName: string
  /** When it was written down, in milliseconds. */
  readonly madeAt: number
  readonly state: RowState
}

/** Waiting to be sent, on its way, answered with a no that a person has to look at, or held back for a person to decide. */
export type RowState =
  | { is: 'waiting'; tries: number }
  | { is: 'sending'; tries: number }
  | { is: 'refused'; code: string; sentence: Sentence; heardAt: number }
  | { is: 'held'; why: Held }

/** Why the page itself does not send a sale: the server would book it on today's meal, or under this lane. */
export type Held = 'another_day' | 'another_lane'

/** All sales of this device that are not settled, oldest first. */
export type Outbox = readonly Row[]

export type OutboxEvent =
  | { type: 'loaded'; rows: readonly Row[] }
  | { type: 'written'; row: Row }
  | { type: 'sent'; id: string }
  | { type: 'accepted'; id: string }
  | { type: 'refused'; id: string; code: string; sentence: Sentence; heardAt: number }
  | { type: 'held'; id: string; why: Held }
  | { type: 'unanswered'; id: string }
  | { type: 'settled'; id: string }

/** The outbox after the event. */
export function step(outbox: Outbox, event: OutboxEvent): Outbox {
  switch (event.type) {
    case 'loaded':
      return byAge([...event.rows.map(interrupted), ...outbox.filter((row) => !event.rows.some(({ id }) => id === row.id))])
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
      return withState(outbox, event.id, () => ({ is: 'refused', code: event.code, sentence: event.sentence, heardAt: event.heardAt }))
    case 'held':
      return withState(outbox, event.id, () => ({ is: 'held', why: event.why }))
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

/** Why the sale may not be sent now from this lane; null when it may. */
export function heldBecause(row: Row, laneId: string, now: number): Held | null {
  if (row.laneId !== laneId) return 'another_lane'
  return serviceDay(row.madeAt) === serviceDay(now) ? null : 'another_day'
}

/** True when the cashier may book a sale that was refused as pending: on the day of the meal, and at its lane. */
export function mayBePending(row: Row, now: number): boolean {
  return row.state.is === 'refused' && serviceDay(row.madeAt) === serviceDay(now)
}

/** True when the server judged a sale so long after the meal that its "no" may be about the later hour. */
export function isJudgedLate({ madeAt, state }: Row): boolean {
  return state.is === 'refused' && state.heardAt - madeAt > LATE_MS
}

/** How long to wait before the next try after `tries` without an answer. */
export function backoffMs(tries: number): number {
  return tries === 0 ? 0 : Math.min(15_000, 500 * 2 ** Math.min(tries, 10))
}

/** The sales that still have to reach the server. */
export function unsent(outbox: Outbox): Row[] {
  return outbox.filter((row) => !isForAPerson(row))
}

/** The sales the server did not take, or the page did not send, and a person has to decide about. */
export function refused(outbox: Outbox): Row[] {
  return outbox.filter(isForAPerson)
}

function isForAPerson({ state }: Row): boolean {
  return state.is === 'refused' || state.is === 'held'
}

/** A row that was on its way when the page went away is sent again, under the same id. */
function interrupted(row: Row): Row {
  return row.state.is === 'sending' ? { ...row, state: { is: 'waiting', tries: row.state.tries } } : row
}

function withState(outbox: Outbox, id: string, change: (state: RowState) => RowState): Outbox {
  return outbox.map((row) => (row.id === id ? { ...row, state: change(row.state) } : row))
}

function byAge(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => a.madeAt - b.madeAt || (a.id < b.id ? -1 : 1))
}
