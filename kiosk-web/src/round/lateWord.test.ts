import { expect, it } from 'vitest'
import { result } from './fixture'
import { hasLain, laterBody, saysMore } from './lateWord'
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
  for (const added of [{ welfare: 'help' }, { welfare: 'unusual' }, { welfare: 'good', note: '瘦了' }, { collected: '9.90' }, { person: '刘婶' }] as const) expect(saysMore(added)).toBe(true)
  for (const added of [{ welfare: 'good', note: null }, { collected: '0.00' }, { person: '' }, { note: null }, {}] as const) expect(saysMore(added)).toBe(false)
})

it('a late word tells neither the scan nor the money a second time', () => {
  const later = laterBody(said.body, { welfare: 'help' }, { id: 'later', at: '2026-11-23T11:40:00+08:00' })
  expect(later).toEqual({ ...said.body, id: 'later', at: '2026-11-23T11:40:00+08:00', token: null, collected: null, welfare: 'help' })
})
