import { describe, expect, it } from 'vitest'
import { isOutOfTouch, openDisplay, step, type Display, type DinersMoment, type DisplayEvent, type Welcome } from './display'

const welcome: Welcome = {
  kind: 'welcome',
  canteen: '七一社区幸福食堂',
  lane: '一号窗口',
  at: '2026-11-23T03:30:00Z',
  meal: { meal: 'lunch', opens: '10:30', closes: '13:30', open: true },
  pays: '9.90',
}
const price: DinersMoment = { kind: 'price', name: '王*英', meal: 'lunch', pays: '9.90', balance: '20.00' }
const sold: DinersMoment = { kind: 'sold', name: '王*英', meal: 'lunch', pays: '9.90', tender: 'wallet', balance: '10.10' }
const served: DinersMoment = { kind: 'served', name: '王*英' }
const ask: DinersMoment = { kind: 'ask', message: { zh: '请稍等', en: 'One moment' } }

const heard = (moment: DinersMoment | Welcome | { kind: 'cleared' }, at = 0): DisplayEvent => ({ type: 'heard', moment, at })
const broke = (at: number): DisplayEvent => ({ type: 'broke', at })
const ticked = (at: number): DisplayEvent => ({ type: 'ticked', at })
const played = (...events: DisplayEvent[]): Display => events.reduce(step, openDisplay(0))
const kindOf = (display: Display): string | undefined => display.shown?.moment.kind

describe('what stands on the screen', () => {
  it('is the last thing that happened at the counter', () => {
    expect(kindOf(played(heard(price), heard(sold)))).toBe('sold')
    expect(kindOf(played(heard(sold), heard(price)))).toBe('price')
  })

  it('goes on standing while the counter only says that it is there', () => {
    const display = played(heard(price), heard(welcome, 3000))
    expect(kindOf(display)).toBe('price')
    expect(display.welcome).toEqual(welcome)
    expect(display.clockOffsetMs).toBe(Date.parse(welcome.at) - 3000)
  })

  it.each([
    [price, 120_000],
    [sold, 12_000],
    [served, 15_000],
    [ask, 60_000],
  ])('makes room again in the end: %o', (moment, lasts) => {
    expect(kindOf(played(heard(moment, 500), ticked(lasts + 499)))).toBe(moment.kind)
    expect(kindOf(played(heard(moment, 500), ticked(lasts + 500)))).toBeUndefined()
  })

  it('is cleared when the cashier lets the diner go, but nobody is robbed of the thanks', () => {
    for (const moment of [price, served, ask]) expect(kindOf(played(heard(moment), heard({ kind: 'cleared' })))).toBeUndefined()
    expect(kindOf(played(heard(sold), heard({ kind: 'cleared' })))).toBe('sold')
  })
})

describe('a broken line', () => {
  it('takes a price away at once, and leaves what has happened', () => {
    for (const moment of [price, ask]) expect(kindOf(played(heard(moment), broke(100)))).toBeUndefined()
    for (const moment of [sold, served]) expect(kindOf(played(heard(moment), broke(100)))).toBe(moment.kind)
  })

  it('is told after a while, counted from its beginning, until the counter is heard again', () => {
    const lost = played(heard(welcome), broke(1000), broke(2000), broke(4000))
    expect(isOutOfTouch(lost, 4999)).toBe(false)
    expect(isOutOfTouch(lost, 5000)).toBe(true)
    expect(isOutOfTouch(step(lost, heard(welcome, 6000)), 60_000)).toBe(false)
  })

  it('is told of a screen that never heard anything, too', () => {
    expect(isOutOfTouch(played(), 4000)).toBe(true)
  })
})

it('shows nothing of anybody once the screen is no longer paired', () => {
  const sentence = { zh: '请扫码配对', en: 'Scan the code' }
  const display = played(heard(sold), { type: 'refused', sentence })
  expect(display.shown).toBeNull()
  expect(display.line).toEqual({ is: 'refused', sentence })
  expect(isOutOfTouch(display, 60_000)).toBe(false)
  expect(played({ type: 'refused', sentence }, heard(welcome)).line.is).toBe('live')
})
