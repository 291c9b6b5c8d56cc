// @vitest-environment happy-dom
// The wallet at the counter: it pays first where it covers the meal, and what is booked is what the cashier saw.
import { expect, it } from 'vitest'
import type { Sale, SaleBody, Verdict } from '../api/types'
import { actionOf, actionsFor } from './actions'
import { openCounter, step, type Counter, type CounterEvent, type Habits, type Stage } from './counter'
import { faceOf } from './face'

const wanted = { token: '1'.repeat(40) }
const asking: Habits = { tender: 'cash', onScan: 'ask' }
const covering: NonNullable<Verdict['wallet']> = { balance: '32.00', owed: '0.00', covers: true, payer: null, left: '22.10', may_owe: false }

function verdict(wallet: Partial<typeof covering> | null, pays = '9.90'): Verdict {
  const said = { outcome: 'sell', code: 'eligible', meal: 'lunch', standard: '15.00', diner: null, served: null, pending: null }
  return { ...said, pays, wallet: wallet === null ? null : { ...covering, ...wallet } } as Verdict
}

const offered = (said: Verdict): Stage => ({ at: 'offered', wanted, verdict: said, came: 'now' })
const keys = (stage: Stage): string => actionsFor({ stage, queue: [], asks: 0, habits: asking }).map(({ act, keys: [first] }) => `${first}:${'tender' in act ? act.tender : act.do}`).join(' ')

function sold(said: Verdict, habits: Habits, tender?: SaleBody['tender']): { counter: Counter; body: SaleBody } {
  const confirm: CounterEvent = { type: 'confirmed', id: 'id-1', ...(tender && { tender }) }
  const events: CounterEvent[] = [{ type: 'wanted', wanted }, { type: 'answered', ask: 1, verdict: said }, confirm]
  const counter = events.reduce((before, event) => step(before, event).counter, openCounter(habits))
  if (counter.stage.at !== 'selling') throw new Error(`nothing is sold: ${counter.stage.at}`)
  return { counter, body: counter.stage.body }
}

it('pays first where it covers the meal, by Enter and when a scan sells at once', () => {
  expect(sold(verdict({}), asking).body.tender).toBe('wallet')
  expect(sold(verdict({}), { tender: 'wechat', onScan: 'sell_at_once' }).body.tender).toBe('wallet')
  expect(sold(verdict({ covers: false }), asking).body.tender).toBe('cash')
  expect(sold(verdict(null), asking).body.tender).toBe('cash')
})

it('leaves the choice to the cashier, and pays nothing of a meal that costs nothing', () => {
  expect(sold(verdict({}), asking, 'cash').body.tender).toBe('cash')
  expect(sold(verdict({}, '0.00'), asking).body.tender).toBe('cash')
})

it('a decided meal is owed only where the policy lets this diner owe it', () => {
  expect(sold(verdict({ may_owe: true, covers: false }), asking, 'owed').body.tender).toBe('owed')
  expect(sold(verdict({ may_owe: false, covers: false }), asking, 'owed').body.tender).toBe('cash')
})

it('Enter and the buttons say the same', () => {
  expect(keys(offered(verdict({})))).toBe('Enter:wallet 1:cash 2:wechat 3:alipay R:reference Escape:cancel')
  expect(keys(offered(verdict({ covers: false, may_owe: true })))).toBe('Enter:cash 2:wechat 3:alipay 4:owed R:reference Escape:cancel')
  expect(keys(offered(verdict({}, '0.00')))).toBe('Enter:cash Escape:cancel')
  expect(actionOf('K', actionsFor({ stage: offered(verdict({})), queue: [], asks: 0, habits: asking }))?.act).toEqual({ do: 'confirm', tender: 'wallet' })
})

it('says what is on the card and whether it is enough, and nothing of a card that was never used', () => {
  const says = (said: Verdict): unknown => faceOf(offered(said)).purse
  expect(says(verdict({}))).toEqual({ says: '餐卡余额 32.00 元 · 够，付后剩 22.10 元', is: 'enough' })
  expect(says(verdict({ balance: '3.00', covers: false, left: null, owed: '9.90' }))).toEqual({ says: '餐卡余额 3.00 元 · 不够这一餐 · 欠 9.90 元', is: 'short' })
  expect(says(verdict({ balance: '0.00', payer: '王*英' }))).toEqual({ says: '由 王*英 的餐卡付，付后剩 22.10 元', is: 'enough' })
  expect([says(verdict({ balance: '0.00', covers: false, left: null })), says(verdict(null)), says(verdict({}, '0.00'))]).toEqual([null, null, null])
})

it('after the sale it says what is left, and only of the wallet that paid', () => {
  const after = (tender: Sale['tender']): unknown => {
    const { counter } = sold(verdict({}), asking)
    const { counter: done } = step(counter, { type: 'sold', id: 'id-1', sale: { id: 'id-1', tender, pays: '9.90', receipt_no: 7 } as Sale })
    return faceOf(done.stage).purse
  }
  expect(after('wallet')).toEqual({ says: '餐卡还剩 22.10 元', is: 'left' })
  expect(after('cash')).toBeNull()
})

it('after a top-up the diner on the screen is asked about once more, and nobody else', () => {
  const { counter } = step(step(openCounter(asking), { type: 'wanted', wanted }).counter, { type: 'answered', ask: 1, verdict: verdict(null) })
  const again = step(counter, { type: 'look_again' })
  expect(again.effects).toEqual([{ do: 'ask', ask: 2, wanted, afterMs: 0 }])
  expect(step(openCounter(asking), { type: 'look_again' }).effects).toEqual([])
})
