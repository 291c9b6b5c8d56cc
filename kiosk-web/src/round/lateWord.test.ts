import { expect, it } from 'vitest'
import { aRound, aStop, result } from './fixture'
import { withSaid } from './course'
import { hasLain, laterBody, saysMore, untoldReport } from './lateWord'
import { released, type Report } from './queue'

const said = result(1, { at: '2026-11-23T11:30:00+08:00', token: '2'.repeat(40), collected: '9.90', person: '对门刘婶' })
const draft: Report = { id: said.body.id, no: 1, said, state: { is: 'draft' } }
const at = (time: string): number => Date.parse(`2026-11-23T${time}+08:00`)

it('a stop waits two minutes for another word, and no longer', () => {
  expect(hasLain([draft], at('11:31:59'))).toBe(false)
  expect(hasLain([draft], at('11:32:00'))).toBe(true)
  expect([hasLain([], at('12:00:00')), hasLain([released(draft)], at('12:00:00'))]).toEqual([false, false])
})

it('a late word goes to a person only when it says more than that all is well', () => {
  for (const added of [{ welfare: 'help' }, { welfare: 'unusual' }, { welfare: 'good', note: '瘦了' }, { collected: '9.90' }, { collected: '0.00' }, { person: '刘婶' }] as const) expect(saysMore(added)).toBe(true)
  for (const added of [{ welfare: 'good', note: null }, { person: '' }, { note: null }, {}] as const) expect(saysMore(added)).toBe(false)
})

it('a late word tells neither the scan nor the money a second time', () => {
  const later = laterBody(said.body, { welfare: 'help' }, { id: 'later', at: '2026-11-23T11:40:00+08:00' })
  expect(later).toEqual({ ...said.body, id: 'later', at: '2026-11-23T11:40:00+08:00', token: null, collected: null, welfare: 'help' })
})

it('a meal for cash is asked about until somebody has said whether the money was given, also by a page that knows only the round', () => {
  const round = aRound([aStop(1), aStop(2, { pays: 'cash', collect: '9.90' })])
  expect(untoldReport(round)).toBe(null)
  expect(untoldReport(withSaid(round, result(1)))).toBe(null)
  expect(untoldReport(withSaid(round, result(2, { outcome: 'refused' })))).toBe(null)
  const sent = withSaid(round, result(2, { token: '2'.repeat(40) }))
  expect(untoldReport(sent)).toMatchObject({ stop_id: 'stop-2', outcome: 'handed_over', token: null, collected: null })
  expect(untoldReport(withSaid(sent, result(2, { id: 'later', welfare: 'help' })))).not.toBe(null)
  for (const collected of ['9.90', '0.00']) expect(untoldReport(withSaid(sent, result(2, { id: 'later', collected })))).toBe(null)
})
