// What becomes of a sale between the cashier's Enter and the server's answer? A pure reducer: no clock, no network,
// no storage. A sale leaves the outbox only by a real answer or, when that answer was no, by the cashier's decision.
import type { Sentence } from '../i18n'
import type { SaleBody } from '../api/types'

/** One sale that is written down on this device. */
export interface Row {
  readonly id: string
  readonly body: SaleBody
  /** When it was written down, in milliseconds. */
  readonly madeAt: number
  readonly state: RowState
}

/** Waiting to be sent, on its way, or answered with a no that a person has to look at. */
export type RowState =
  | { is: 'waiting'; tries: number }
  | { is: 'sending'; tries: number }
  | { is: 'refused'; code: string; sentence: Sentence }

/** All sales of this device that are not settled, oldest first. */
export type Outbox = readonly Row[]

export type OutboxEvent =
  | { type: 'loaded'; rows: readonly Row[] }
  | { type: 'written'; row: Row }
  | { type: 'sent'; id: string }
  | { type: 'accepted'; id: string }
  | { type: 'refused'; id: string; code: string; sentence: Sentence }
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
      return withState(outbox, event.id, () => ({ is: 'refused', code: event.code, sentence: event.sentence }))
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

/** How long to wait before the next try after `tries` without an answer. */
export function backoffMs(tries: number): number {
  return tries === 0 ? 0 : Math.min(15_000, 500 * 2 ** Math.min(tries, 10))
}

/** The sales that still have to reach the server. */
export function unsent(outbox: Outbox): Row[] {
  return outbox.filter(({ state }) => state.is !== 'refused')
}

/** The sales the server did not take and a person has to decide about. */
export function refused(outbox: Outbox): Row[] {
  return outbox.filter(({ state }) => state.is === 'refused')
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
