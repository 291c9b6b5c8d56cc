// How does a phone carry a round? It keeps the round and what was reported of it, shows both as one, and forgets everything as
// soon as the round is over and nothing waits any more. Storage and network are given, so that a test can break them.
import type { Sentence } from '../i18n'
import type { RowStore } from '../offline/rowStore'
import { isOver, leftOf, withReports, withSaid } from './course'
import { draftOf, nextNo, released, type Queue, type Report, type Said } from './queue'
import type { ResultBody, Round, TakenReport } from './types'
import { createUploader, type UploaderParts } from './uploader'

/** The server's code for a meal that waits for the word about its money. */
const MONEY_UNTOLD = 'money_untold'

/** The round on the phone's disk. */
export interface KeptRound {
  /** The round's own id. */
  readonly id: string
  readonly round: Round
  /** What the server had to say about a report, by stop. */
  readonly remarks: Readonly<Record<string, Sentence>>
  /** What the phone's clock has to be corrected by, in milliseconds, as learned when there was a network. */
  readonly clockOffsetMs: number
  /** True once the round has ended: only what is needed to report the rest is kept. */
  readonly over: boolean
}

/** What the phone carries. `round` shows what the server knows and what was reported here as one. */
export interface Carried {
  readonly round: Round | null
  readonly kept: KeptRound | null
  readonly queue: Queue
}

export interface CarrierParts extends Pick<UploaderParts, 'send' | 'pause'> {
  rounds: RowStore<KeptRound>
  reports: RowStore<Report>
  changed: (carried: Carried) => void
}

export interface Carrier {
  /** Takes up what an earlier page has left. */
  start: () => Promise<void>
  /** Grows with everything that makes an answer of the server old that was asked for before. */
  version: () => number
  /** Keeps the round as the server has just told it. */
  heard: (round: Round, clockOffsetMs: number) => Promise<void>
  /** The round is over: forgets it, at once or when the last report is taken. */
  end: () => Promise<void>
  /** Writes down what happened; `as` a draft it waits for another word. */
  say: (said: Said, as: 'draft' | 'final') => Promise<void>
  /** Writes down what happened beside a stop that has just ended, and leaves that one open for another word. */
  attach: (said: Said) => Promise<void>
  /** Says the draft anew, with what was added to it; `as` the final word it is sent. False when it is on its way already. */
  amend: (said: Said, as: 'draft' | 'final') => Promise<boolean>
  /** Sends the draft as it is, for no other word came in time, and gives it; null when there is none. */
  release: () => Promise<ResultBody | null>
  again: (report: Report) => Promise<void>
  settle: (report: Report) => Promise<void>
  stop: () => void
}

/** A carrier over the given storage and network. */
export function createCarrier({ rounds, reports, send, pause, changed }: CarrierParts): Carrier {
  let kept: KeptRound | null = null
  let queue: Queue = []
  let version = 0
  let turn: Promise<unknown> = Promise.resolve()

  const uploader = createUploader({
    store: reports,
    send,
    pause,
    changed: (now) => {
      queue = now
      tell()
    },
    taken: async (gone, items) => {
      version += 1
      if (kept !== null) await keep(withTaken(kept, gone, items))
    },
    left: forget,
  })

  function tell(): void {
    changed({ kept, queue, round: kept === null ? null : withReports(kept.round, queue) })
  }

  function keep(next: KeptRound): Promise<void> {
    kept = next
    tell()
    return rounds.put(next)
  }

  /** Forgets what is no longer needed of a round that is over. */
  async function forget(): Promise<void> {
    if (kept === null || !kept.over) return
    const left = leftOf(kept.round, queue, Date.now() + kept.clockOffsetMs)
    if (left !== null) return await keep({ ...kept, round: left, remarks: {} })
    const { id } = kept
    kept = null
    tell()
    await rounds.remove(id)
  }

  async function heard(round: Round, clockOffsetMs: number): Promise<void> {
    const before = kept
    const remarks = before?.id === round.round_id ? before.remarks : {}
    await keep({ id: round.round_id, round, remarks, clockOffsetMs, over: false })
    if (before !== null && before.id !== round.round_id) await rounds.remove(before.id)
    if (isOver(round, Date.now() + clockOffsetMs)) await end()
  }

  /** One after the other: a word that is just being said and a draft that is just being sent must not write over each other. */
  function inTurn<Done>(act: () => Promise<Done>): Promise<Done> {
    const done = turn.then(act)
    turn = done.catch(() => undefined)
    return done
  }

  async function end(): Promise<void> {
    version += 1
    if (kept !== null) kept = { ...kept, over: true }
    await inTurn(release)
    await forget()
  }

  async function release(): Promise<ResultBody | null> {
    const draft = draftOf(queue)
    if (draft !== null) await uploader.write(released(draft.report))
    return draft?.body ?? null
  }

  return {
    async start() {
      // Ids grow with time: of several rounds the last one counts, and nothing of the others stays.
      const [last, ...older] = (await rounds.all()).reverse()
      for (const { id } of older) await rounds.remove(id)
      kept = last ?? null
      await uploader.start()
      // A disk that lost the round may still hold its last report: nobody will say more about it.
      if (kept === null) await release()
      await forget()
    },
    version: () => version,
    heard,
    end,
    say: (said, as) =>
      inTurn(async () => {
        await release()
        const report: Report = { id: said.body.id, no: nextNo(queue), said, state: { is: 'draft' } }
        await uploader.write(as === 'draft' ? report : released(report))
      }),
    attach: (said) => uploader.write(released({ id: said.body.id, no: nextNo(queue), said, state: { is: 'draft' } })),
    amend: (said, as) =>
      inTurn(async () => {
        const draft = draftOf(queue)
        if (draft?.report.id !== said.body.id) return false
        const report = { ...draft.report, said }
        await uploader.write(as === 'draft' ? report : released(report))
        return true
      }),
    release: () => inTurn(release),
    again: (report) => uploader.again(report),
    settle: (report) => uploader.settle(report),
    stop: () => uploader.stop(),
  }
}

/** The round after the server has taken reports: what left the queue stands in the round from now on. */
function withTaken(kept: KeptRound, gone: readonly Report[], items: readonly TakenReport[]): KeptRound {
  const remarks = { ...kept.remarks }
  for (const { id, said } of gone) {
    const { code, message } = items.find((item) => item.id === id) ?? { code: null, message: null }
    // The page itself asks for the word about the money.
    if (message !== null && code !== MONEY_UNTOLD) remarks[said.body.stop_id] = message
  }
  return { ...kept, round: gone.reduce((round, { said }) => withSaid(round, said), kept.round), remarks }
}
