// Who sends what happened on the round? One loop that writes before it sends and asks the storage and the network only through
// what it is given, so that a test can let both fail at any moment. A report leaves the phone by the server's word about it, or
// because a person has told the office.
import type { Sentence } from '../i18n'
import { backoffMs } from '../offline/outbox'
import type { RowStore } from '../offline/rowStore'
import { asBody, nextToSend, released, step, type Queue, type QueueEvent, type Report } from './queue'
import type { ReportsBody, TakenReport } from './types'

/** What came back for reports. Everything that is not the server's own word is `unanswered`. */
export type Answer =
  | { was: 'taken'; items: readonly TakenReport[] }
  | { was: 'refused'; code: string; sentence: Sentence }
  | { was: 'unanswered' }

/** What is said of a report that the server did not keep and of which it said no more. */
const NOT_KEPT: Sentence = { zh: '服务器没有收下这一条，请告诉社区工作人员。', en: 'The server did not keep this report. Tell the office.' }

export interface UploaderParts {
  store: RowStore<Report>
  send: (body: ReportsBody) => Promise<Answer>
  /** Resolves after the time, or at once when the network is known to be back. */
  pause: (ms: number) => Promise<void>
  /** Called with the queue after every change. */
  changed: (queue: Queue) => void
  /** Keeps what the server has taken elsewhere; only then does it leave the queue. */
  taken: (reports: readonly Report[], items: readonly TakenReport[]) => Promise<void>
  /** Called when reports have left the queue and the disk. */
  left: () => Promise<void>
}

export interface Uploader {
  /** Reads what an earlier page has left and begins to send. */
  start: () => Promise<void>
  /** Writes the report down; when this resolves, it cannot be lost any more. What waits is sent. */
  write: (report: Report) => Promise<void>
  /** Offers a refused report once more. */
  again: (report: Report) => Promise<void>
  /** Takes a refused report out: a person has told the office. */
  settle: (report: Report) => Promise<void>
  /** Sends nothing more: another page has taken over. What is written down stays. */
  stop: () => void
}

/** An uploader over the given storage and network. */
export function createUploader({ store, send, pause, changed, taken, left }: UploaderParts): Uploader {
  let queue: Queue = []
  let running = false
  let stopped = false
  let loading: Promise<void> = Promise.resolve()

  function apply(event: QueueEvent): void {
    queue = step(queue, event)
    changed(queue)
  }

  async function run(): Promise<void> {
    if (running) return
    running = true
    try {
      for (let next = nextToSend(queue); next.length > 0 && !stopped; next = nextToSend(queue)) await sendAll(next)
    } finally {
      running = false
    }
  }

  async function sendAll(reports: readonly Report[]): Promise<void> {
    await pause(backoffMs(Math.max(...reports.map(triesOf))))
    if (stopped) return
    const ids = reports.map(({ id }) => id)
    apply({ type: 'sent', ids })
    const answer = await send(asBody(reports))
    try {
      if (answer.was === 'taken') await leave(reports, answer.items)
      else if (answer.was === 'refused') await setAside(reports, answer)
    } catch {
      // The disk did not take the answer. The reports stay and are sent again; the server knows their ids.
    }
    apply({ type: 'unanswered', ids })
  }

  /** Only what the server has named is taken; of what it did not keep a person hears. */
  async function leave(reports: readonly Report[], items: readonly TakenReport[]): Promise<void> {
    const gone = reports.filter(({ id }) => items.some((item) => item.id === id && item.state !== 'refused'))
    await taken(gone, items)
    await takeOut(gone)
    for (const { id, state, code, message } of items) {
      const report = state === 'refused' ? reports.find((each) => each.id === id) : undefined
      if (report !== undefined) await putAside(report, { code: code ?? state, sentence: message ?? NOT_KEPT })
    }
  }

  async function takeOut(gone: readonly Report[]): Promise<void> {
    for (const { id } of gone) await store.remove(id)
    apply({ type: 'left', ids: gone.map(({ id }) => id) })
    await left()
  }

  async function setAside(reports: readonly Report[], { code, sentence }: { code: string; sentence: Sentence }): Promise<void> {
    const [only, ...others] = reports
    if (only === undefined || others.length > 0) return apply({ type: 'split', ids: reports.map(({ id }) => id) })
    await putAside(only, { code, sentence })
  }

  async function putAside(report: Report, { code, sentence }: { code: string; sentence: Sentence }): Promise<void> {
    await store.put({ ...report, state: { is: 'refused', code, sentence } })
    apply({ type: 'refused', id: report.id, code, sentence })
  }

  async function load(): Promise<void> {
    apply({ type: 'loaded', reports: await store.all() })
  }

  async function write(report: Report): Promise<void> {
    // Whoever reads the disk meanwhile would take up a report that may still prove not kept.
    await loading
    await store.put(report)
    apply({ type: 'written', report })
    void run()
  }

  return {
    async start() {
      loading = load()
      await loading
      void run()
    },
    write,
    again: (report) => write(released(report)),
    settle: (report) => takeOut([report]),
    stop() {
      stopped = true
    },
  }
}

function triesOf({ state }: Report): number {
  return state.is === 'waiting' ? state.tries : 0
}
