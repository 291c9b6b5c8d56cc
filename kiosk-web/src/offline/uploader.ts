// Who sends the outbox? One loop that writes before it sends, sends the same id until it is answered, and asks the
// storage and the network only through what it is given, so that a test can let both fail at any moment.
import type { Sale, SaleBody } from '../api/types'
import type { Sentence } from '../i18n'
import { backoffMs, nextToSend, step, type Outbox, type OutboxEvent, type Row } from './outbox'

/** The rows on the device's disk. `put` promises that the row was read back from there. */
export interface RowStore {
  all: () => Promise<Row[]>
  put: (row: Row) => Promise<void>
  remove: (id: string) => Promise<void>
}

/** What came back for a sale. Everything that is not the server's own word is `unanswered`. */
export type Answer =
  | { was: 'accepted'; sale: Sale }
  | { was: 'refused'; code: string; sentence: Sentence }
  | { was: 'unanswered' }

export interface UploaderParts {
  store: RowStore
  send: (body: SaleBody) => Promise<Answer>
  now: () => number
  /** Resolves after the time, or at once when the network is known to be back. */
  pause: (ms: number) => Promise<void>
  /** Called with the outbox after every change. */
  changed: (outbox: Outbox) => void
  /** Called with each answer, so that the counter can show it. */
  answered: (row: Row, answer: Exclude<Answer, { was: 'unanswered' }>) => void
}

export interface Uploader {
  /** Reads what an earlier page has left and begins to send. */
  start: () => Promise<void>
  /** Writes the sale down; when this resolves, it cannot be lost any more. Then it is sent. */
  add: (body: SaleBody) => Promise<void>
  /** Takes a refused sale out: the cashier has decided. */
  settle: (id: string) => Promise<void>
  /** Sends nothing more: another page has taken over. What is written down stays. */
  stop: () => void
}

/** An uploader over the given storage and network. */
export function createUploader({ store, send, now, pause, changed, answered }: UploaderParts): Uploader {
  let outbox: Outbox = []
  let running = false
  let stopped = false

  function apply(event: OutboxEvent): void {
    outbox = step(outbox, event)
    changed(outbox)
  }

  async function run(): Promise<void> {
    if (running) return
    running = true
    try {
      for (let row = nextToSend(outbox); row !== null && !stopped; row = nextToSend(outbox)) await sendOne(row)
    } finally {
      running = false
    }
  }

  async function sendOne(row: Row): Promise<void> {
    const tries = row.state.is === 'waiting' ? row.state.tries : 0
    await pause(backoffMs(tries))
    if (stopped) return
    apply({ type: 'sent', id: row.id })
    const answer = await send(row.body)
    try {
      if (answer.was !== 'unanswered') return await settleAnswered(row, answer)
    } catch {
      // The disk did not take the answer. The sale stays and is sent again; the server knows its id and answers the same.
    }
    apply({ type: 'unanswered', id: row.id })
  }

  async function settleAnswered(row: Row, answer: Exclude<Answer, { was: 'unanswered' }>): Promise<void> {
    if (answer.was === 'accepted') {
      await store.remove(row.id)
      apply({ type: 'accepted', id: row.id })
    } else {
      const state = { is: 'refused', code: answer.code, sentence: answer.sentence } as const
      await store.put({ ...row, state })
      apply({ type: 'refused', id: row.id, code: answer.code, sentence: answer.sentence })
    }
    answered(row, answer)
  }

  return {
    async start() {
      apply({ type: 'loaded', rows: await store.all() })
      void run()
    },
    async add(body) {
      const row: Row = { id: body.id, body, madeAt: now(), state: { is: 'waiting', tries: 0 } }
      await store.put(row)
      apply({ type: 'written', row })
      void run()
    },
    async settle(id) {
      await store.remove(id)
      apply({ type: 'settled', id })
    },
    stop() {
      stopped = true
    },
  }
}
