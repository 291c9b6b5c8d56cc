// The counter at work: carries out what counter.ts asks for, and tells it what came back.
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { ApiProblem, post } from '../api/client'
import type { Sale, Tender, Verdict } from '../api/types'
import type { Connection } from '../offline/connection'
import { refused, unsent, type Outbox, type Row } from '../offline/outbox'
import { askToKeep, openRowStore } from '../offline/rowStore'
import { createUploader, type Answer, type Uploader } from '../offline/uploader'
import { isDoorTag } from '../cards/cardText'
import { newId } from '../offline/uuid'
import { utterance, type Utterance } from '../voice/say'
import { openCounter, step, type Counter, type CounterEvent, type Effect, type Habits, type Wanted } from './counter'
import { sendSale } from './send'

const SCAN_TIMEOUT_MS = 5000
/** After this long without an answer the cashier is told that the sale is kept, and the queue goes on. */
const PATIENCE_MS = 2500
const REST_MS = 6000
const REST_WITH_QUEUE_MS = 1200

/** What the device promises about sales written down on it. */
export type Storage = 'kept' | 'may_be_cleared' | 'missing'

export interface CounterParts {
  lane: { id: string; name: string }
  habits: Ref<Habits>
  connection: Connection
  speak: (utterance: Utterance) => void
  /** Something was sold or arrived: the day's numbers have changed. */
  changed: () => void
}

export interface CounterAtWork {
  counter: Readonly<ShallowRef<Counter>>
  /** Sales written down here that the server has not answered yet, and whose cashier has moved on. */
  unsent: Readonly<Ref<Row[]>>
  /** Sales the server did not take; a person decides. */
  refused: Readonly<Ref<Row[]>>
  /** Whether this device keeps what is written down. */
  storage: Readonly<Ref<Storage>>
  want: (wanted: Wanted) => void
  unreadable: (text: string) => void
  confirm: (tender?: Tender, reference?: string) => void
  serveAsPending: () => void
  cancel: () => void
  /** Asks once more about the diner on the screen: something about them has changed. */
  lookAgain: () => void
  bookAsEaten: (row: Row) => Promise<void>
  forget: (row: Row) => Promise<void>
}

/** Runs the counter while the calling scope lives. */
export function useCounter({ lane, habits, connection, speak, changed }: CounterParts): CounterAtWork {
  const counter = shallowRef(openCounter(habits.value))
  const outbox = shallowRef<Outbox>([])
  const timers = new Set<ReturnType<typeof setTimeout>>()
  const storage = ref<Storage>('kept')
  let resting: ReturnType<typeof setTimeout> | undefined
  const uploader = openUploader()
  // Without a disk nothing can be promised: the page says so before the first sale.
  uploader.then(askToKeep).then(
    (kept) => (storage.value = kept),
    () => (storage.value = 'missing'),
  )

  watch(habits, (now) => dispatch({ type: 'habits', habits: { ...now } }), { deep: true })
  onScopeDispose(() => {
    for (const timer of timers) clearTimeout(timer)
    void uploader.then(
      (opened) => opened.stop(),
      () => undefined,
    )
  })

  function serverTime(): number {
    return Date.now() + connection.clockOffsetMs.value
  }

  function dispatch(event: CounterEvent): void {
    const { counter: after, effects } = step(counter.value, event)
    counter.value = after
    for (const effect of effects) carryOut(effect)
  }

  function carryOut(effect: Effect): void {
    switch (effect.do) {
      case 'ask':
        void ask(effect)
        break
      case 'sell':
        void write(effect.body)
        break
      case 'note':
        note(effect.id)
        break
      case 'sell_at_once':
        dispatch({ type: 'confirmed', id: newId() })
        break
      case 'announce':
        speak(utterance(effect.announcement))
        break
      case 'refresh':
        changed()
        break
      case 'rest':
        clearTimeout(resting)
        resting = after(counter.value.queue.length > 0 ? REST_WITH_QUEUE_MS : REST_MS, { type: 'rested' })
        break
    }
  }

  function after(ms: number, event: CounterEvent): ReturnType<typeof setTimeout> {
    const timer = setTimeout(() => {
      timers.delete(timer)
      dispatch(event)
    }, ms)
    timers.add(timer)
    return timer
  }

  async function ask({ ask: number, wanted, afterMs }: Extract<Effect, { do: 'ask' }>): Promise<void> {
    await connection.pause(afterMs)
    const { stage } = counter.value
    if (stage.at !== 'asking' || stage.ask !== number) return
    try {
      const verdict = await post<Verdict>('/scan', wanted, { timeoutMs: SCAN_TIMEOUT_MS })
      dispatch({ type: 'answered', ask: number, verdict })
    } catch (error) {
      void connection.check()
      if (error instanceof ApiProblem && ![401, 429].includes(error.status) && error.status < 500) {
        dispatch({ type: 'failed', ask: number, sentence: error.sentence })
      } else {
        dispatch({ type: 'unanswered', ask: number })
      }
    }
  }

  async function write(body: Parameters<Uploader['add']>[0]): Promise<void> {
    try {
      await (await uploader).add(body)
      dispatch({ type: 'written', id: body.id })
      after(PATIENCE_MS, { type: 'no_answer_yet', id: body.id })
    } catch {
      dispatch({ type: 'not_kept', id: body.id })
    }
  }

  async function openUploader(): Promise<Uploader> {
    const opened = createUploader({
      lane,
      store: await openRowStore<Row>('canteen-outbox', 'sales'),
      send: (body) => sendSale(body, () => void connection.check()),
      now: serverTime,
      pause: (ms) => connection.pause(ms),
      changed: (now) => noticeWaiting(now),
      answered: (row, answer) => void hearAnswer(row, answer),
    })
    await opened.start()
    return opened
  }

  /** A sale that already waits for its second try need not be waited for any longer. */
  function noticeWaiting(now: Outbox): void {
    outbox.value = now
    for (const { id, state } of now) {
      if (state.is === 'waiting' && state.tries > 0) dispatch({ type: 'no_answer_yet', id })
    }
  }

  async function hearAnswer(row: Row, answer: Exclude<Answer, { was: 'unanswered' }>): Promise<void> {
    if (answer.was === 'accepted') return dispatch({ type: 'sold', id: row.id, sale: answer.sale })
    const { stage } = counter.value
    // While the diner still stands there with an empty plate, a "no" is shown like any other and nothing is left over.
    if (stage.at === 'selling' && stage.body.id === row.id) {
      await (await uploader).settle(row.id)
      dispatch({ type: 'not_sold', id: row.id })
    }
  }

  /** Until the disk has it, a "no" goes to a person: the cashier need not wait for that. */
  function note(id: string): void {
    uploader.then((opened) => opened.note(id)).catch(() => undefined)
  }

  return {
    counter,
    unsent: computed(() => unsent(outbox.value).filter(({ id }) => !isBeingSold(counter.value, id))),
    refused: computed(() => refused(outbox.value).filter(({ id }) => !isBeingSold(counter.value, id))),
    storage,
    want: (wanted: Wanted) => dispatch({ type: 'wanted', wanted }),
    unreadable: (text) => dispatch({ type: 'unreadable', what: isDoorTag(text) ? 'door_tag' : 'misread' }),
    confirm: (tender?: Tender, reference?: string) =>
      dispatch({ type: 'confirmed', id: newId(), ...(tender && { tender }), ...(reference !== undefined && { reference }) }),
    serveAsPending: () => dispatch({ type: 'serve_as_pending' }),
    cancel: () => dispatch({ type: 'cancelled' }),
    lookAgain: () => dispatch({ type: 'look_again' }),
    bookAsEaten: async (row: Row) => (await uploader).sendAsEaten(row.id),
    forget: async (row: Row) => (await uploader).settle(row.id),
  }
}

function isBeingSold({ stage }: Counter, id: Sale['id']): boolean {
  return stage.at === 'selling' && stage.body.id === id
}
