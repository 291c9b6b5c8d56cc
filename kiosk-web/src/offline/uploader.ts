// Who sends the outbox? One loop that writes before it sends, sends the same id until it is answered, and asks the
// storage and the network only through what it is given, so that a test can let both fail at any moment.
import type { Sale, SaleBody } from '../api/types'
import type { Sentence } from '../i18n'
import { backoffMs, eaten, nextToSend, noted, refusedBy, step, type Outbox, type OutboxEvent, type Row } from './outbox'
import type { RowStore } from './rowStore'

/** What came back for a sale. Everything that is not the server's own word is `unanswered`. */
export type Answer =
  | { was: 'accepted'; sale: Sale }
  | { was: 'refused'; code: string; sentence: Sentence }
  | { was: 'unanswered' }

export interface UploaderParts {
  /** The lane this page sells at: its cookie goes with whatever is sent. */
  lane: { id: string; name: string }
  store: RowStore<Row>
  send: (body: SaleBody) => Promise<Answer>
  /** The server's time in milliseconds, as well as this page knows it. */
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
  /** Writes the sale down; when this resolves, it cannot be lost any more. Then it is sent. When it rejects, nothing is left. */
  add: (body: SaleBody) => Promise<void>
  /** The cashier has been told that the sale is kept, and hands the meal out. */
  note: (id: string) => Promise<void>
  /** Sends a refused sale again as a meal that is eaten: the cashier has decided. */
  sendAsEaten: (id: string) => Promise<void>
  /** Takes a refused sale out: the cashier has decided. */
  settle: (id: string) => Promise<void>
  /** Sends nothing more: another page has taken over. What is written down stays. */
  stop: () => void
}

/** An uploader over the given storage and network. */
export function createUploader({ lane, store, send, now, pause, changed, answered }: UploaderParts): Uploader {
  let outbox: Outbox = []
  let running = false
  let stopped = false
  let loading: Promise<void> = Promise.resolve()

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
    // However late it arrives, the rules of its own moment count.
    const answer = await send({ ...row.body, sold_at: new Date(row.madeAt).toISOString() })
    try {
      if (answer.was !== 'unanswered') return await settleAnswered(row, answer)
    } catch {
      // The disk did not take the answer. The sale stays and is sent again; the server knows its id and answers the same.
    }
    apply({ type: 'unanswered', id: row.id })
  }

  async function load(): Promise<void> {
    apply({ type: 'loaded', rows: (await store.all()).map(own) })
  }

  /** Another lane's sale stays on the disk as it is: the device may become that lane again, and then sends it. */
  function own(row: Row): Row {
    return row.laneId === lane.id ? row : { ...row, state: { is: 'held' } }
  }

  async function settleAnswered(row: Row, answer: Exclude<Answer, { was: 'unanswered' }>): Promise<void> {
    if (answer.was === 'accepted') {
      await store.remove(row.id)
      apply({ type: 'accepted', id: row.id })
    } else {
      const no = { code: answer.code, sentence: answer.sentence, heardAt: now() }
      await store.put(refusedBy(current(row.id) ?? row, no))
      apply({ type: 'refused', id: row.id, ...no })
    }
    answered(row, answer)
  }

  function current(id: string): Row | undefined {
    return outbox.find((row) => row.id === id)
  }

  /** The cashier is told that nothing was sold: no later page may find the sale and send it after all. */
  async function putOrLeaveNothing(row: Row): Promise<void> {
    try {
      await store.put(row)
    } catch (notKept) {
      // A disk that does not even remove it can keep nothing either: the cashier hears the same.
      await store.remove(row.id).catch(() => undefined)
      throw notKept
    }
  }

  return {
    async start() {
      loading = load()
      await loading
      void run()
    },
    async add(body) {
      // Whoever reads the disk meanwhile would take up a row that may still prove not kept.
      await loading
      const row: Row = { id: body.id, body, laneId: lane.id, laneName: lane.name, madeAt: now(), state: { is: 'waiting', tries: 0 } }
      await putOrLeaveNothing(row)
      apply({ type: 'written', row })
      void run()
    },
    async note(id) {
      await loading
      const row = current(id)
      if (row === undefined) return
      apply({ type: 'noted', id })
      await store.put(noted(row))
      // Its answer may have come meanwhile: what has left the page leaves the disk too.
      if (current(id) === undefined) await store.remove(id)
      void run()
    },
    async sendAsEaten(id) {
      const row = current(id)
      if (row === undefined) return
      await store.put(eaten(row))
      apply({ type: 'eaten', id })
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
