import { expect, it } from 'vitest'
import { withReports } from './course'
import { aRound, result, rung } from './fixture'
import { contactsFor, isSearchOver, nextRung, searchedSince } from './ladder'
import { released } from './queue'
import type { Contact, LadderStep, Rung, Stop } from './types'

const tried = (...rungs: Rung[]): LadderStep[] => rungs.map((one) => ({ rung: one, at: '2026-11-23T11:31:00+08:00', who: null, found: 'not_reached' }))

it('goes from the door to the emergency call, and stays there', () => {
  expect(nextRung([])).toBe('ring')
  expect(nextRung(tried('ring'))).toBe('phone')
  expect(nextRung(tried('ring', 'phone', 'phone'))).toBe('neighbour')
  expect(nextRung(tried('ring', 'phone', 'neighbour', 'grid_worker', 'emergency'))).toBe('emergency')
})

it('does not go back below a rung that was tried first', () => {
  expect(nextRung(tried('neighbour', 'ring'))).toBe('grid_worker')
})

it('is over when somebody knows where the elder is, or when the office has ended it, and never by itself', () => {
  const [step] = tried('phone') as [LadderStep]
  expect(isSearchOver(tried('ring', 'phone', 'neighbour', 'grid_worker', 'emergency'))).toBe(false)
  expect(isSearchOver([...tried('ring'), { ...step, found: 'reached' }])).toBe(true)
  expect(isSearchOver(tried('ring', 'closed'))).toBe(true)
})

it('turns amber after ten minutes and red after twenty', () => {
  const absent = [result(1, { outcome: 'not_at_home' }), rung(1)].map((said, at) => released({ id: said.body.id, no: at, said, state: { is: 'draft' } }))
  const [stop] = withReports(aRound(1), absent).stops as [Stop]
  const after = (minutes: number): unknown => searchedSince(stop, Date.parse('2026-11-23T11:30:00+08:00') + minutes * 60_000)
  expect(after(9.99)).toEqual({ minutes: 9, is: 'fresh' })
  expect(after(10)).toEqual({ minutes: 10, is: 'amber' })
  expect(after(20)).toEqual({ minutes: 20, is: 'red' })
})

it('offers on each rung only whom the rung means', () => {
  const around: Contact[] = ['儿子', '邻居', '网格员', ''].map((relation, at) => ({ name: `甲${at}`, relation, phone: `1390000000${at}` }))
  const names = (rung: Rung): string[] => contactsFor(rung, around).map(({ name }) => name)
  expect([names('ring'), names('phone'), names('neighbour'), names('grid_worker'), names('emergency')]).toEqual([[], ['甲0', '甲3'], ['甲1'], ['甲2'], []])
  expect(contactsFor('grid_worker', around.slice(0, 2))).toEqual([])
})
