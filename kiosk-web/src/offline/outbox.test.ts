import { describe, expect, it } from 'vitest'
import { backoffMs, heldBecause, isJudgedLate, mayBePending, nextToSend, refused, step, unsent, type Outbox, type Row } from './outbox'

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

describe('a sale that comes home late', () => {
  const lunch = Date.parse('2026-11-22T12:30:00+08:00')
  const beforeMidnight = Date.parse('2026-11-22T23:59:00+08:00')
  const afterMidnight = Date.parse('2026-11-23T00:00:00+08:00')
  const refusedAt = (heardAt: number): Row => ({ ...row('a', lunch), state: { is: 'refused', code: no.code, sentence: no.sentence, heardAt } })

  it('is sent on its own day and from its own lane, and never otherwise', () => {
    expect(heldBecause(row('a', lunch), 'lane-1', beforeMidnight)).toBeNull()
    expect(heldBecause(row('a', lunch), 'lane-1', afterMidnight)).toBe('another_day')
    expect(heldBecause(row('a', lunch), 'lane-2', beforeMidnight)).toBe('another_lane')
  })

  it('may be booked as pending on its own day only', () => {
    expect(mayBePending(refusedAt(lunch), beforeMidnight)).toBe(true)
    expect(mayBePending(refusedAt(lunch), afterMidnight)).toBe(false)
    expect(mayBePending({ ...row('a', lunch), state: { is: 'held', why: 'another_lane' } }, beforeMidnight)).toBe(false)
  })

  it('says that it was judged late when the answer came long after the meal', () => {
    expect(isJudgedLate(refusedAt(lunch + 4 * 60_000))).toBe(false)
    expect(isJudgedLate(refusedAt(lunch + 90 * 60_000))).toBe(true)
  })

  it('is shown to a person and neither sent nor counted as on its way once it is held', () => {
    const held = step([row('a', lunch)], { type: 'held', id: 'a', why: 'another_day' })
    expect([nextToSend(held), unsent(held)]).toEqual([null, []])
    expect(refused(held).map(({ id }) => id)).toEqual(['a'])
  })
})
