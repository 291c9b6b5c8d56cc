// What does the counter show, and what happens next? A pure reducer over what the cashier does and what comes back.
// It knows no clock, network or sound; it asks for them by the effects it returns. No scan is ever dropped: one that
// comes while another is being served waits in the queue.
import type { Order, Sale, SaleBody, Tender, Verdict } from '../api/types'
import type { Sentence } from '../i18n'

/** Who is wanted at the counter. */
export type Wanted = Order

/** What was scanned instead of a card. */
export type Unreadable = 'misread' | 'door_tag'

/** What the screen shows. */
export type Stage =
  | { at: 'idle' }
  | { at: 'asking'; wanted: Wanted; ask: number; tries: number; came: Came }
  | { at: 'offered'; wanted: Wanted; verdict: Verdict; came: Came }
  | { at: 'refused'; wanted: Wanted; verdict: Verdict }
  | { at: 'pending'; wanted: Wanted; verdict: Verdict; pays: string }
  | { at: 'selling'; wanted: Wanted; verdict: Verdict; body: SaleBody; written: boolean }
  | { at: 'sold'; wanted: Wanted; sale: Sale; left: string | null }
  | { at: 'noted'; wanted: Wanted; verdict: Verdict; body: SaleBody }
  | { at: 'unreadable'; what: Unreadable }
  | { at: 'failed'; sentence: Sentence | 'not_kept' }

/** Why somebody is asked about: just scanned, their turn in the queue has come, or the facts changed after the Enter. */
export type Came = 'now' | 'from_queue' | 'again'

/** A tender whose payment has a number somewhere else. */
export type ReferencedTender = Extract<Tender, 'wechat' | 'alipay'>

/** How this lane likes to work; remembered on the device. */
export interface Habits {
  tender: Tender
  onScan: 'ask' | 'sell_at_once'
}

export interface Counter {
  readonly stage: Stage
  /** Who came while somebody else was being served. */
  readonly queue: readonly Wanted[]
  readonly habits: Habits
  readonly asks: number
}

export type CounterEvent =
  | { type: 'wanted'; wanted: Wanted }
  | { type: 'unreadable'; what: Unreadable }
  | { type: 'answered'; ask: number; verdict: Verdict }
  | { type: 'unanswered'; ask: number }
  | { type: 'failed'; ask: number; sentence: Sentence }
  | { type: 'confirmed'; id: string; tender?: Tender; reference?: string }
  | { type: 'serve_as_pending' }
  | { type: 'cancelled' }
  | { type: 'look_again' }
  | { type: 'written'; id: string }
  | { type: 'not_kept'; id: string }
  | { type: 'sold'; id: string; sale: Sale }
  | { type: 'not_sold'; id: string }
  | { type: 'no_answer_yet'; id: string }
  | { type: 'rested' }
  | { type: 'habits'; habits: Habits }

/** What is said aloud about what just happened. */
export type Announcement =
  | { about: 'verdict'; verdict: Verdict }
  | { about: 'sold' | 'noted' | 'unreadable' | 'queued' | 'waiting' | 'failed' }

export type Effect =
  | { do: 'ask'; ask: number; wanted: Wanted; afterMs: number }
  | { do: 'sell'; body: SaleBody }
  | { do: 'note'; id: string }
  | { do: 'sell_at_once' }
  | { do: 'announce'; announcement: Announcement }
  | { do: 'refresh' }
  | { do: 'rest' }

export interface Step {
  counter: Counter
  effects: Effect[]
}

/** An empty counter. */
export function openCounter(habits: Habits): Counter {
  return { stage: { at: 'idle' }, queue: [], habits, asks: 0 }
}

/** The counter after the event, and what has to be done about it. */
export function step(counter: Counter, event: CounterEvent): Step {
  switch (event.type) {
    case 'wanted':
      return wanted(counter, event.wanted)
    case 'unreadable':
      return isCleared(counter.stage)
        ? show(counter, { at: 'unreadable', what: event.what }, [say('unreadable')])
        : { counter, effects: [say('unreadable')] }
    case 'answered':
      return answered(counter, event.ask, event.verdict)
    case 'unanswered':
      return unanswered(counter, event.ask)
    case 'failed':
      return counter.stage.at === 'asking' && counter.stage.ask === event.ask
        ? show(counter, { at: 'failed', sentence: event.sentence }, [say('failed')])
        : nothing(counter)
    case 'confirmed':
      return confirmed(counter, event)
    case 'serve_as_pending':
      return serveAsPending(counter)
    case 'cancelled':
      return cancelled(counter)
    case 'look_again':
      return lookAgain(counter)
    case 'habits':
      return nothing({ ...counter, habits: event.habits })
    case 'rested':
      return isShowingResult(counter.stage) ? next(counter) : nothing(counter)
    case 'written':
    case 'not_kept':
    case 'sold':
    case 'not_sold':
    case 'no_answer_yet':
      return afterSale(counter, event)
  }
}

/** True while somebody is being served and a new scan has to wait for its turn. */
export function isServing(stage: Stage): boolean {
  return stage.at === 'asking' || stage.at === 'offered' || stage.at === 'pending' || stage.at === 'selling'
}

/** True when a wallet pays this meal by itself: it covers it, and there is something to pay. */
export function isPaidByWallet({ wallet, pays }: Verdict): boolean {
  return wallet?.covers === true && pays !== '0.00'
}

/** True while nothing on the screen would be lost: a misread covers neither a diner nor a sale that has just been made. */
function isCleared(stage: Stage): boolean {
  return stage.at === 'idle' || stage.at === 'unreadable' || stage.at === 'failed'
}

function isShowingResult(stage: Stage): boolean {
  return stage.at === 'sold' || stage.at === 'noted'
}

function wanted(counter: Counter, who: Wanted): Step {
  const { stage, queue } = counter
  const last = queue.at(-1)
  // The same card once more, from the camera and the scanner or from an impatient hand, is the same diner.
  const shown = 'wanted' in stage && stage.at !== 'refused' ? stage.wanted : undefined
  if ((last ?? shown) !== undefined && isSame(last ?? shown, who)) return { counter, effects: [say('queued')] }
  if (isServing(stage) || queue.length > 0) {
    return { counter: { ...counter, queue: [...queue, who] }, effects: [say('queued')] }
  }
  return ask(counter, who, 'now')
}

function ask(counter: Counter, who: Wanted, came: Came): Step {
  const number = counter.asks + 1
  const stage: Stage = { at: 'asking', wanted: who, ask: number, tries: 0, came }
  return { counter: { ...counter, asks: number, stage }, effects: [{ do: 'ask', ask: number, wanted: who, afterMs: 0 }] }
}

function answered(counter: Counter, number: number, verdict: Verdict): Step {
  const { stage, habits } = counter
  if (stage.at !== 'asking' || stage.ask !== number) return nothing(counter)
  const said: Effect = { do: 'announce', announcement: { about: 'verdict', verdict } }
  if ('unknown' in stage.wanted) {
    const full = pendingPays(verdict)
    return full === null
      ? show(counter, { at: 'refused', wanted: stage.wanted, verdict }, [said])
      : show(counter, { at: 'pending', wanted: stage.wanted, verdict, pays: full }, [])
  }
  if (verdict.outcome === 'refuse') return show(counter, { at: 'refused', wanted: stage.wanted, verdict }, [said])
  // Only a card in the hand sells by itself: who was looked up, typed in or is a guest is confirmed by the cashier.
  const atOnce = habits.onScan === 'sell_at_once' && 'token' in stage.wanted && stage.came !== 'again'
  return show(counter, { at: 'offered', wanted: stage.wanted, verdict, came: stage.came }, atOnce ? [said, { do: 'sell_at_once' }] : [said])
}

function unanswered(counter: Counter, number: number): Step {
  const { stage } = counter
  if (stage.at !== 'asking' || stage.ask !== number) return nothing(counter)
  const tries = stage.tries + 1
  const again: Effect = { do: 'ask', ask: number, wanted: stage.wanted, afterMs: Math.min(tries, 3) * 1000 }
  return show(counter, { ...stage, tries }, tries === 1 ? [say('waiting'), again] : [again])
}

function confirmed(counter: Counter, { id, reference, tender: chosen }: Extract<CounterEvent, { type: 'confirmed' }>): Step {
  const { stage, habits } = counter
  if (stage.at !== 'offered' && stage.at !== 'pending') return nothing(counter)
  const { wanted: who, verdict } = stage
  // The wallet first; by its name and not as a wish, so that what is booked is what the cashier saw, or the sale is asked again.
  const usual = stage.at === 'offered' && isPaidByWallet(verdict) ? 'wallet' : habits.tender
  const mayOwe = stage.at === 'pending' || verdict.wallet?.may_owe === true
  const tender = chosen === undefined || (chosen === 'owed' && !mayOwe) ? usual : chosen
  const pays = stage.at === 'pending' ? stage.pays : verdict.pays
  const body: SaleBody = {
    ...who,
    id,
    tender,
    serve_as: stage.at === 'pending' ? 'pending' : 'decided',
    ...(verdict.meal === null ? {} : { meal: verdict.meal }),
    ...(pays === null ? {} : { pays }),
    ...(reference === undefined ? {} : { tender_reference: reference }),
  }
  return show(counter, { at: 'selling', wanted: who, verdict, body, written: false }, [{ do: 'sell', body }])
}

function serveAsPending(counter: Counter): Step {
  const { stage } = counter
  const pays = stage.at === 'refused' ? pendingPays(stage.verdict) : null
  if (stage.at !== 'refused' || pays === null) return nothing(counter)
  return show(counter, { at: 'pending', wanted: stage.wanted, verdict: stage.verdict, pays }, [])
}

/** What is known of the diner on the screen has changed, by a top-up perhaps. */
function lookAgain(counter: Counter): Step {
  const { stage } = counter
  return stage.at === 'offered' || stage.at === 'refused' ? ask(counter, stage.wanted, 'again') : nothing(counter)
}

function cancelled(counter: Counter): Step {
  // What is being written down can no longer be called back here; it can be voided.
  return counter.stage.at === 'selling' ? nothing(counter) : next(counter)
}

type SaleEvent = Extract<CounterEvent, { type: 'written' | 'not_kept' | 'sold' | 'not_sold' | 'no_answer_yet' }>

function afterSale(counter: Counter, event: SaleEvent): Step {
  const { stage } = counter
  const ours = (stage.at === 'selling' || stage.at === 'noted') && stage.body.id === event.id
  if (!ours) return event.type === 'sold' ? { counter, effects: [{ do: 'refresh' }] } : nothing(counter)
  switch (event.type) {
    case 'written':
      return stage.at === 'selling' ? show(counter, { ...stage, written: true }, []) : nothing(counter)
    case 'not_kept':
      return show(counter, { at: 'failed', sentence: 'not_kept' }, [say('failed')])
    case 'sold':
      return show(
        counter,
        { at: 'sold', wanted: stage.wanted, sale: event.sale, left: event.sale.tender === 'wallet' ? (stage.verdict.wallet?.left ?? null) : null },
        // What was noted has been announced; that it has now arrived needs no second word.
        stage.at === 'selling' ? [say('sold'), { do: 'refresh' }, { do: 'rest' }] : [{ do: 'refresh' }, { do: 'rest' }],
      )
    case 'not_sold':
      // The facts changed between the verdict and the sale: ask again and show the cashier what holds now.
      return stage.at === 'selling' ? ask(counter, stage.wanted, 'again') : nothing(counter)
    case 'no_answer_yet': {
      if (stage.at !== 'selling' || !stage.written) return nothing(counter)
      const noted: Stage = { at: 'noted', wanted: stage.wanted, verdict: stage.verdict, body: stage.body }
      return show(counter, noted, [{ do: 'note', id: event.id }, say('noted'), { do: 'rest' }])
    }
  }
}

/** The next in the queue, or the empty counter. */
function next(counter: Counter): Step {
  const [first, ...rest] = counter.queue
  if (first === undefined) return show(counter, { at: 'idle' }, [])
  return ask({ ...counter, queue: rest }, first, 'from_queue')
}

/** What a meal costs that is served now and decided later; null when it may not be. */
function pendingPays(verdict: Verdict): string | null {
  return verdict.outcome === 'sell' ? verdict.standard : (verdict.pending?.pays ?? null)
}

function isSame(a: Wanted | undefined, b: Wanted): boolean {
  // Two guests, or two people nobody knows, are two people.
  if (a === undefined || 'guest' in a || 'unknown' in a) return false
  return JSON.stringify(a) === JSON.stringify(b)
}

function show(counter: Counter, stage: Stage, effects: Effect[]): Step {
  return { counter: { ...counter, stage }, effects }
}

function say(about: Exclude<Announcement['about'], 'verdict'>): Effect {
  return { do: 'announce', announcement: { about } }
}

function nothing(counter: Counter): Step {
  return { counter, effects: [] }
}
