import { describe, expect, it } from 'vitest'
import { ended, heatOf, isOver, leftOf, mayClose, mayHandOver, nextStop, searching, stateOf, withReports, withSaid } from './course'
import { aRound, aStop, result, rung } from './fixture'
import { released, type Queue, type Said } from './queue'
import type { Outcome, Round, Stop, StopResult } from './types'

const queue = (...said: Said[]): Queue => said.map((one, at) => released({ id: one.body.id, no: at + 1, said: one, state: { is: 'draft' } }))
const after = (round: Round, ...said: Said[]): Round => withReports(round, queue(...said))
const at = (text: string): number => Date.parse(`2026-11-23T${text}+08:00`)
const absent = result(1, { outcome: 'not_at_home' })

describe('the next stop', () => {
  it('is the first by number to which nobody has been, whatever the order on the wire', () => {
    expect(nextStop(aRound([aStop(3), aStop(1), aStop(2)]))?.id).toBe('stop-1')
    expect(nextStop(after(aRound(3), result(1)))?.id).toBe('stop-2')
  })

  it('is where somebody is still looked for, once everybody else has been visited', () => {
    const round = after(aRound(2), absent)
    expect(nextStop(round)?.id).toBe('stop-2')
    expect(nextStop(after(round, result(2)))?.id).toBe('stop-1')
    expect(nextStop(after(aRound(1), result(1)))).toBeNull()
  })
})

describe('a stop', () => {
  const known = (outcome: Outcome): StopResult => ({ outcome, proof: null, at: '2026-11-23T11:30:00+08:00', welfare: null, money_untold: false })

  it.each([
    ['handed_over', 'handed_over'],
    ['neighbour', 'handed_over'],
    ['refused', 'ended'],
    ['wrong_address', 'ended'],
    ['not_at_home', 'searching'],
  ] as const)('that came to %s is %s', (outcome, state) => {
    expect(stateOf(aStop(1, { result: known(outcome) }))).toBe(state)
  })

  it('where nobody opened stays open until somebody is reached or it is handed over', () => {
    const round = after(aRound(1), absent, rung(1), rung(1, { rung: 'phone' }))
    expect([searching(round).length, ended(round)]).toEqual([1, 0])
    expect(searching(after(round, rung(1, { rung: 'neighbour', found: 'reached' })))).toEqual([])
    const handed = after(round, result(1, { id: 'second', token: `2${'0'.repeat(39)}` }))
    expect(handed.stops[0]?.result).toMatchObject({ outcome: 'handed_over', proof: 'door_tag' })
  })

  it('may still be handed the meal after somebody knew where she was, and not twice', () => {
    const found = after(aRound(1), absent, rung(1, { rung: 'phone', found: 'reached' }))
    expect([stateOf(found.stops[0] as Stop), mayHandOver(found.stops[0] as Stop)]).toEqual(['ended', true])
    const [handed] = after(found, result(1, { id: 'second' })).stops as [Stop]
    expect([stateOf(handed), mayHandOver(handed), handed.result?.outcome]).toEqual(['handed_over', false, 'handed_over'])
    expect(mayHandOver(aStop(1, { result: known('refused') }))).toBe(false)
  })

  it('is not looked for any more once the office has ended the search, and the round may be closed', () => {
    const closed = { rung: 'closed', found: 'not_reached', at: absent.body.at, who: '' } as const
    const round = aRound([aStop(1, { result: known('not_at_home'), ladder: [closed] })])
    expect([searching(round), mayClose(round, [])]).toEqual([[], true])
  })

  it('keeps its first final result, as the server does, and the moment at which nobody opened', () => {
    const round = after(aRound(1), result(1), result(1, { id: 'second', outcome: 'refused' }))
    expect(round.stops[0]?.result?.outcome).toBe('handed_over')
    const twice = after(aRound(1), absent, result(1, { id: 'again', outcome: 'not_at_home', at: '2026-11-23T11:59:00+08:00' }))
    expect(twice.stops[0]?.result?.at).toBe(absent.body.at)
  })

  it('shows a rung once, although the server knows it already', () => {
    const round = withSaid(withSaid(aRound(1), rung(1)), rung(1))
    expect(round.stops[0]?.ladder).toHaveLength(1)
  })
})

describe('the end of the round', () => {
  it('may come when every stop has ended and nothing waits on the phone', () => {
    const round = after(aRound(2), result(1), result(2))
    expect(mayClose(round, [])).toBe(true)
    expect(mayClose(round, queue(result(2)))).toBe(false)
    expect(mayClose(after(aRound(1), absent), [])).toBe(false)
    expect(mayClose(aRound(1), [])).toBe(false)
  })

  it('comes with the close or with the end of the day at the canteen', () => {
    expect(isOver(aRound(1), at('23:59:59'))).toBe(false)
    expect(isOver(aRound(1), at('23:59:59') + 1000)).toBe(true)
    expect(isOver(aRound(1, { closed: true }), at('12:00:00'))).toBe(true)
  })

  it('leaves only the names of those whose reports still wait', () => {
    const contact = { name: '王小明', relation: '儿子', phone: '13911111111' }
    const known = { door_note: '钥匙在花盆下', diet_note: '糖尿病', contacts: [contact], result: { outcome: 'not_at_home', proof: null, at: '', welfare: null, money_untold: false } } as const
    const round = aRound([aStop(1), aStop(2, { ...known, contacts: [contact] }), aStop(3)])
    const left = leftOf(round, queue(result(2)), at('20:00:00'))
    expect(left?.stops.map(({ id, name }) => [id, name])).toEqual([['stop-2', '王秀英2']])
    const text = JSON.stringify(left)
    expect(['钥匙', '糖尿病', '低盐', '王小明', '1391111', '1380000', '七一家属院', '2号楼', '501', 'not_at_home'].filter((word) => text.includes(word))).toEqual([])
    expect(leftOf(aRound(3), [], at('20:00:00'))).toBeNull()
  })

  it('leaves no name once the server takes nothing of the round any more, three days later', () => {
    const on = (day: string): unknown => leftOf(aRound(3), queue(result(2)), Date.parse(`2026-11-${day}T12:00:00+08:00`))?.stops.length ?? null
    expect([on('26'), on('27')]).toEqual([1, null])
  })
})

it('says how long the food stays hot', () => {
  const heat = (time: string): unknown => heatOf(aRound(1), at(time))
  expect(heat('11:00:00')).toEqual({ is: 'hot', minutesLeft: 120 })
  expect(heat('12:29:30')).toEqual({ is: 'hot', minutesLeft: 31 })
  expect(heat('12:30:00')).toEqual({ is: 'hurry', minutesLeft: 30 })
  expect(heat('13:00:00')).toEqual({ is: 'too_late', minutesOver: 0 })
  expect(heat('13:10:59')).toEqual({ is: 'too_late', minutesOver: 10 })
  expect(heatOf(aRound(1, { hot_until: null }), at('12:00:00'))).toEqual({ is: 'not_packed' })
})
