import { describe, expect, it } from 'vitest'
import { backoffMs, mayBeEaten, nextToSend, refused, step, unsent, type Outbox, type Row } from './outbox'

const row = (id: string, madeAt = 0): Row => ({
  id,
  madeAt,
  laneId: 'lane-1',
  laneName: '一号窗口',
  body: { id, guest: true, tender: 'cash', serve_as: 'decided', pays: '15.00' },
  state: { is: 'waiting', tries: 0 },
})
const no = { type: 'refused', code: 'outside_meal_hours', sentence: { zh: '已过餐时', en: 'Closed' }, heardAt: 9 } as const

describe('the outbox', () => {
  it('sends the oldest first and one at a time', () => {
    let outbox: Outbox = []
    outbox = step(outbox, { type: 'written', row: row('b', 2) })
    outbox = step(outbox, { type: 'written', row: row('a', 1) })
    expect(nextToSend(outbox)?.id).toBe('a')
    outbox = step(outbox, { type: 'sent', id: 'a' })
    expect(nextToSend(outbox)).toBeNull()
    outbox = step(outbox, { type: 'accepted', id: 'a' })
    expect(nextToSend(outbox)?.id).toBe('b')
  })

  it('keeps a sale that was not answered and counts the tries', () => {
    let outbox = step([], { type: 'written', row: row('a') })
    for (let n = 0; n < 3; n += 1) {
      outbox = step(outbox, { type: 'sent', id: 'a' })
      outbox = step(outbox, { type: 'unanswered', id: 'a' })
    }
    expect(nextToSend(outbox)?.state).toEqual({ is: 'waiting', tries: 3 })
  })

  it('sets a refused sale aside without blocking the one behind it', () => {
    let outbox = step([], { type: 'written', row: row('a', 1) })
    outbox = step(outbox, { type: 'written', row: row('b', 2) })
    outbox = step(step(outbox, { type: 'sent', id: 'a' }), { ...no, id: 'a' })
    expect(nextToSend(outbox)?.id).toBe('b')
    expect(refused(outbox).map(({ id }) => id)).toEqual(['a'])
    expect(unsent(outbox).map(({ id }) => id)).toEqual(['b'])
    expect(step(outbox, { type: 'settled', id: 'a' }).map(({ id }) => id)).toEqual(['b'])
  })

  it('sends again what was on its way when the page went away', () => {
    const left = step(step([], { type: 'written', row: row('a') }), { type: 'sent', id: 'a' })
    expect(nextToSend(step([], { type: 'loaded', rows: left }))?.id).toBe('a')
  })

  it('keeps a sale that is written while the old ones are still being read', () => {
    const early = step([], { type: 'written', row: row('new', 9) })
    expect(step(early, { type: 'loaded', rows: [row('old', 1)] }).map(({ id }) => id)).toEqual(['old', 'new'])
  })

  it('waits longer after each try, and never longer than fifteen seconds', () => {
    expect([0, 1, 2, 3, 30].map(backoffMs)).toEqual([0, 1000, 2000, 4000, 15_000])
  })
})

describe('a meal that was eaten meanwhile', () => {
  const kept = step([row('a')], { type: 'noted', id: 'a' })

  it('is sent again as eaten, under its id and at its price', () => {
    const [again] = step(step(kept, { type: 'sent', id: 'a' }), { type: 'eaten', id: 'a' })
    expect(again).toEqual({ ...row('a'), noted: true, body: { ...row('a').body, serve_as: 'eaten' } })
  })

  it('is not sent as eaten twice, nor without what was taken for it', () => {
    const priceless: Row['body'] = { id: 'a', guest: true, tender: 'cash', serve_as: 'decided' }
    expect(mayBeEaten(row('a'))).toBe(true)
    expect(mayBeEaten({ ...row('a'), body: { ...row('a').body, serve_as: 'eaten' } })).toBe(false)
    expect(mayBeEaten({ ...row('a'), body: priceless })).toBe(false)
  })

  it('of another lane is shown to a person and neither sent nor counted as on its way', () => {
    const held: Outbox = [{ ...row('a'), state: { is: 'held' } }]
    expect([nextToSend(held), unsent(held)]).toEqual([null, []])
    expect(refused(held).map(({ id }) => id)).toEqual(['a'])
  })
})
