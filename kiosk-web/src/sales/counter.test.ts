import { describe, expect, it } from 'vitest'
import type { Sale, SaleBody, Verdict } from '../api/types'
import { actionsFor } from './actions'
import { openCounter, step, type Counter, type CounterEvent, type Effect, type Habits, type Wanted } from './counter'

const ASKING_FIRST: Habits = { tender: 'cash', onScan: 'ask' }
const SELLING_AT_ONCE: Habits = { tender: 'wechat', onScan: 'sell_at_once' }
const anna: Wanted = { token: '1'.repeat(40) }
const bert: Wanted = { token: '2'.repeat(40) }

function verdict(changes: Partial<Verdict> = {}): Verdict {
  return {
    outcome: 'sell',
    code: 'eligible',
    message: { zh: '可以', en: 'Yes' },
    meal: 'lunch',
    service_date: '2026-11-23',
    diner: null,
    card: null,
    standard: '15.00',
    pays: '9.90',
    shares: [],
    reasons: [],
    served: null,
    pending: null,
    policy: null,
    wallet: null,
    ...changes,
  }
}
const no = verdict({ outcome: 'refuse', code: 'card_blocked', pays: null, pending: { standard: '15.00', pays: '15.00' } })

/** A counter that remembers what it asked for. */
class Played {
  counter: Counter
  done: Effect[] = []
  /** True while the timer runs that ends the showing of a sale. */
  resting = false
  constructor(habits: Habits = ASKING_FIRST) {
    this.counter = openCounter(habits)
  }

  play(...events: CounterEvent[]): this {
    for (const event of events) {
      const { counter, effects } = step(this.counter, event)
      this.counter = counter
      this.done.push(...effects)
      this.resting = effects.some((effect) => effect.do === 'rest') || (this.resting && event.type !== 'rested')
    }
    return this
  }

  get at(): string {
    return this.counter.stage.at
  }

  get sold(): SaleBody[] {
    return this.done.flatMap((effect) => (effect.do === 'sell' ? [effect.body] : []))
  }

  get said(): string[] {
    return this.done.flatMap((effect) => (effect.do === 'announce' ? [effect.announcement.about] : []))
  }

  get asked(): Wanted[] {
    return this.done.flatMap((effect) => (effect.do === 'ask' && effect.afterMs === 0 ? [effect.wanted] : []))
  }
}

const want = (wanted: Wanted): CounterEvent => ({ type: 'wanted', wanted })
const answer = (ask: number, said: Verdict): CounterEvent => ({ type: 'answered', ask, verdict: said })

describe('one scan and one Enter', () => {
  it('sell a meal at the price that was shown, with the usual tender', () => {
    const till = new Played().play(want(anna), answer(1, verdict()), { type: 'confirmed', id: 'id-1' })
    expect(till.sold).toEqual([
      { token: '1'.repeat(40), id: 'id-1', tender: 'cash', serve_as: 'decided', meal: 'lunch', pays: '9.90' },
    ])
    till.play({ type: 'written', id: 'id-1' }, { type: 'sold', id: 'id-1', sale: {} as Sale })
    expect(till.at).toBe('sold')
    expect(till.play({ type: 'rested' }).at).toBe('idle')
  })

  it('may note the number of the payment', () => {
    const till = new Played().play(want(anna), answer(1, verdict()))
    till.play({ type: 'confirmed', id: 'id-1', tender: 'wechat', reference: '4200001' })
    expect(till.sold[0]).toMatchObject({ tender: 'wechat', tender_reference: '4200001' })
  })

  it('sell nothing before the verdict is there, and nothing twice', () => {
    const till = new Played().play(want(anna), { type: 'confirmed', id: 'early' }, answer(1, verdict()))
    till.play({ type: 'confirmed', id: 'id-1' }, { type: 'confirmed', id: 'id-2' })
    expect(till.sold.map(({ id }) => id)).toEqual(['id-1'])
  })

  it('need no Enter where the lane sells at once', () => {
    const till = new Played(SELLING_AT_ONCE).play(want(anna), answer(1, verdict()))
    expect(till.done.some((effect) => effect.do === 'sell_at_once')).toBe(true)
    expect(till.play({ type: 'confirmed', id: 'id-1' }).sold[0]?.tender).toBe('wechat')
  })

  it('are both needed, whatever the lane does on a scan, for who was looked up, typed in or is a guest', () => {
    for (const wanted of [{ resident_id: 'r' }, { number: '12345674' }, { guest: true }] satisfies Wanted[]) {
      const till = new Played(SELLING_AT_ONCE).play(want(wanted), answer(1, verdict()))
      expect(till.done.some((effect) => effect.do === 'sell_at_once')).toBe(false)
      expect(till.at).toBe('offered')
    }
  })

  it('never let a decided meal be owed', () => {
    const till = new Played().play(want(anna), answer(1, verdict()), { type: 'confirmed', id: 'id-1', tender: 'owed' })
    expect(till.sold[0]?.tender).toBe('cash')
  })
})

describe('a no', () => {
  it('sells nothing on Enter, and a pending meal only after an explicit choice', () => {
    const till = new Played().play(want(anna), answer(1, no), { type: 'confirmed', id: 'id-1' })
    expect(till.at).toBe('refused')
    expect(till.sold).toEqual([])
    till.play({ type: 'serve_as_pending' }, { type: 'confirmed', id: 'id-2', tender: 'owed' })
    expect(till.sold).toEqual([
      { token: '1'.repeat(40), id: 'id-2', tender: 'owed', serve_as: 'pending', meal: 'lunch', pays: '15.00' },
    ])
  })

  it('stays a no where the server offers no pending meal', () => {
    const till = new Played().play(want(anna), answer(1, { ...no, pending: null }), { type: 'serve_as_pending' })
    expect(till.at).toBe('refused')
  })

  it('gives way to the next scan', () => {
    const till = new Played().play(want(anna), answer(1, no), want(bert))
    expect(till.asked).toEqual([anna, bert])
  })

  it('that comes only after the Enter asks again, so that the cashier sees what holds now', () => {
    const till = new Played(SELLING_AT_ONCE).play(want(anna), answer(1, verdict()), { type: 'confirmed', id: 'id-1' })
    till.play({ type: 'written', id: 'id-1' }, { type: 'not_sold', id: 'id-1' }, answer(2, verdict({ pays: '10.90' })))
    expect(till.at).toBe('offered')
    // The new price is not sold by itself, whatever the lane's habit.
    expect(till.done.filter((effect) => effect.do === 'sell_at_once')).toHaveLength(1)
  })
})

describe('somebody of whom nothing is known', () => {
  it('is served as pending at the full price', () => {
    const till = new Played().play(want({ unknown: true }), answer(1, { ...no, code: 'resident_unknown' }))
    expect(till.at).toBe('pending')
    till.play({ type: 'confirmed', id: 'id-1' })
    expect(till.sold).toEqual([
      { unknown: true, id: 'id-1', tender: 'cash', serve_as: 'pending', meal: 'lunch', pays: '15.00' },
    ])
  })
})

describe('scans that come while somebody is being served', () => {
  it('wait in their order and are all asked for', () => {
    const carl: Wanted = { number: '12345674' }
    const till = new Played().play(want(anna), want(bert), answer(1, verdict()), want(carl))
    expect(till.counter.queue).toEqual([bert, carl])
    till.play({ type: 'confirmed', id: 'id-1' }, { type: 'written', id: 'id-1' }, { type: 'sold', id: 'id-1', sale: {} as Sale })
    till.play({ type: 'rested' }, answer(2, no), { type: 'cancelled' })
    expect(till.asked).toEqual([anna, bert, carl])
    expect(till.counter.queue).toEqual([])
  })

  it('are one diner when the same card is seen twice, and two when two guests come', () => {
    expect(new Played().play(want(anna), want(anna), want(anna)).counter.queue).toEqual([])
    expect(new Played().play(want({ guest: true }), want({ guest: true })).counter.queue).toHaveLength(1)
  })

  it('do not disturb the verdict when a scan was unreadable', () => {
    const till = new Played().play(want(anna), answer(1, verdict()), { type: 'unreadable', what: 'misread' })
    expect(till.at).toBe('offered')
    expect(till.said).toContain('unreadable')
  })

  it('do not wipe a no off the screen before the cashier has read it, when a scan was unreadable', () => {
    const till = new Played().play(want(anna), answer(1, no), { type: 'unreadable', what: 'misread' })
    expect(till.at).toBe('refused')
    expect(till.play({ type: 'serve_as_pending' }).at).toBe('pending')
  })

  it('go on after a sale although a scan was unreadable in between', () => {
    const till = new Played().play(want(anna), want(bert), answer(1, verdict()), { type: 'confirmed', id: 'id-1' })
    till.play({ type: 'written', id: 'id-1' }, { type: 'sold', id: 'id-1', sale: {} as Sale }, { type: 'unreadable', what: 'misread' })
    expect(till.play({ type: 'rested' }).asked).toEqual([anna, bert])
  })
})

describe('without the network', () => {
  it('a scan waits, says so once, and goes on by itself', () => {
    const till = new Played().play(want(anna), { type: 'unanswered', ask: 1 }, { type: 'unanswered', ask: 1 })
    expect(till.at).toBe('asking')
    expect(till.said).toEqual(['waiting'])
    expect(till.play(answer(1, verdict())).at).toBe('offered')
  })

  it('a sale is announced as noted only after it was written down', () => {
    const till = new Played().play(want(anna), answer(1, verdict()), { type: 'confirmed', id: 'id-1' })
    expect(till.play({ type: 'no_answer_yet', id: 'id-1' }).at).toBe('selling')
    expect(till.play({ type: 'written', id: 'id-1' }, { type: 'no_answer_yet', id: 'id-1' }).at).toBe('noted')
    // From here on the meal is handed out, and the disk has to know.
    expect(till.done).toContainEqual({ do: 'note', id: 'id-1' })
    expect(till.play({ type: 'sold', id: 'id-1', sale: {} as Sale }).at).toBe('sold')
  })

  it('a sale the device cannot keep is not sold', () => {
    const till = new Played().play(want(anna), answer(1, verdict()), { type: 'confirmed', id: 'id-1' })
    expect(till.play({ type: 'not_kept', id: 'id-1' }).counter.stage).toEqual({ at: 'failed', sentence: 'not_kept' })
  })

  it('an answer for a diner who has left changes nothing', () => {
    const till = new Played().play(want(anna), { type: 'cancelled' }, want(bert), answer(1, verdict()))
    expect(till.at).toBe('asking')
    expect(till.counter.stage).toMatchObject({ wanted: bert })
  })

  it('a sale under way cannot be cancelled on the screen', () => {
    const till = new Played().play(want(anna), answer(1, verdict()), { type: 'confirmed', id: 'id-1' }, { type: 'cancelled' })
    expect(till.at).toBe('selling')
  })
})

describe('no scan is ever lost', () => {
  it('whatever is pressed and answered in between', () => {
    for (let seed = 1; seed <= 3000; seed += 1) expect(unservedAfter(seed), `seed ${seed}`).toEqual([])
  })

  it('and the judge notices a counter that forgets its queue', () => {
    const forgetful = (counter: Counter): Counter => (counter.stage.at === 'sold' ? { ...counter, queue: [] } : counter)
    const wrong = Array.from({ length: 200 }, (_, at) => unservedAfter(at + 1, forgetful)).find((lost) => lost.length > 0)
    expect(wrong).toBeDefined()
  })
})

describe('while somebody waits, some key or timer always goes on', () => {
  it('whatever was pressed and answered before', () => {
    for (let seed = 1; seed <= 3000; seed += 1) expect(stuckAfter(seed), `seed ${seed}`).toBeNull()
  })

  it('and the judge notices a misread that covers the sale whose rest was awaited', () => {
    const covering: Sabotage = (counter, event) =>
      event?.type === 'unreadable' && counter.stage.at === 'sold' ? { ...counter, stage: { at: 'idle' } } : counter
    expect(Array.from({ length: 500 }, (_, at) => stuckAfter(at + 1, covering)).some((stuck) => stuck !== null)).toBe(true)
  })
})

/** Changes a counter after an event, as a mistake in it would. */
type Sabotage = (counter: Counter, event?: CounterEvent) => Counter

/** Plays sixty moments at random. The judge keeps its own list of scans. */
function walk(seed: number, sabotage: Sabotage): { till: Played; scanned: string[] } {
  let state = seed
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return (state >>> 8) % limit
  }
  const till = new Played(seed % 2 === 0 ? ASKING_FIRST : SELLING_AT_ONCE)
  const scanned: string[] = []
  for (let moment = 0; moment < 60; moment += 1) {
    const { stage, asks } = till.counter
    const id = stage.at === 'selling' || stage.at === 'noted' ? stage.body.id : `id-${moment}`
    const token = `t${moment}`
    const events: CounterEvent[] = [
      want({ token }),
      want({ token }),
      { type: 'confirmed', id },
      { type: 'cancelled' },
      { type: 'serve_as_pending' },
      { type: 'unreadable', what: 'misread' },
      till.resting ? { type: 'rested' } : { type: 'unreadable', what: 'misread' },
      answer(asks, below(2) === 0 ? verdict() : no),
      { type: 'unanswered', ask: asks },
      { type: 'failed', ask: asks, sentence: { zh: '', en: '' } },
      { type: 'written', id },
      { type: 'not_kept', id },
      { type: 'sold', id, sale: {} as Sale },
      { type: 'not_sold', id },
      { type: 'no_answer_yet', id },
    ]
    const event = events[below(events.length)] ?? { type: 'cancelled' }
    if (event.type === 'wanted') scanned.push(token)
    till.play(event)
    till.counter = sabotage(till.counter, event)
  }
  return { till, scanned }
}

/** The scans nobody was ever asked about, after a walk and a patient cashier. */
function unservedAfter(seed: number, sabotage: Sabotage = (counter) => counter): string[] {
  const { till, scanned } = walk(seed, sabotage)
  for (let moment = 0; moment < 200 && (till.counter.queue.length > 0 || till.at === 'selling'); moment += 1) {
    const { stage, asks } = till.counter
    if (stage.at === 'selling') till.play({ type: 'sold', id: stage.body.id, sale: {} as Sale })
    else till.play(answer(asks, no), { type: 'cancelled' })
    till.counter = sabotage(till.counter)
  }
  const asked = new Set(till.asked.map((wanted) => JSON.stringify(wanted)))
  return scanned.filter((token) => !asked.has(JSON.stringify({ token })))
}

/** The stage at which a queue stands still after a walk, when the network is gone and only keys and timers are left. */
function stuckAfter(seed: number, sabotage: Sabotage = (counter) => counter): string | null {
  const { till } = walk(seed, sabotage)
  for (let moment = 0; till.counter.queue.length > 0; moment += 1) {
    const { stage } = till.counter
    const isGoingOn = actionsFor(till.counter).some(({ act }) => act.do === 'cancel')
    // The sale is written down, and the timer of the cashier's patience runs.
    if (stage.at === 'selling') till.play({ type: 'written', id: stage.body.id }, { type: 'no_answer_yet', id: stage.body.id })
    else if (isGoingOn) till.play({ type: 'cancelled' })
    else if (till.resting) till.play({ type: 'rested' })
    else return stage.at
    if (moment > 200) return `for ever ${stage.at}`
  }
  return null
}
