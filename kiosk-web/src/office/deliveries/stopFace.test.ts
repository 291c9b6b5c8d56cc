// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import type { BoardStop } from '../types'
import { faceOf, isOver } from './stopFace'

const at = '2026-11-23T12:20:00Z'
const face = (stop: BoardStop['stop'], alarm: BoardStop['alarm'] = 'none', results: BoardStop['results'] = []): [string, string, boolean] => {
  const { tone, word } = faceOf({ stop, alarm, results }, at)
  return [tone, word, isOver({ stop })]
}

it('a stop is said by one word and one colour, and a search by its minutes', () => {
  expect(face({ state: 'waiting' })).toEqual(['plain', '还没到', false])
  expect(face({ state: 'searching', since: '2026-11-23T12:15:00Z' })).toEqual(['info', '没人开门 5 分钟', false])
  expect(face({ state: 'searching', since: '2026-11-23T12:08:30Z' }, 'amber')).toEqual(['wait', '没人开门 11 分钟', false])
  expect(face({ state: 'searching', since: '2026-11-23T11:59:00Z' }, 'red')).toEqual(['bad', '没人开门 21 分钟', false])
  expect(face({ state: 'delivered' })).toEqual(['good', '已送到', true])
  expect(face({ state: 'unproved' })).toEqual(['wait', '无凭证，待核', true])
  expect(face({ state: 'settled', decision: 'delivered' })).toEqual(['good', '已核实送到', true])
  expect(face({ state: 'settled', decision: 'not_delivered' })).toEqual(['info', '已核实没送到', true])
  expect(face({ state: 'not_delivered' })).toEqual(['info', '没送到', true])
})

it('a wrong address warns: nobody stood before the elder', () => {
  const result = (outcome: BoardStop['results'][number]['outcome'], counts: boolean): BoardStop['results'] => [{ outcome, counts } as BoardStop['results'][number]]
  const stop = { state: 'not_delivered' } as const
  expect(face(stop, 'none', result('wrong_address', true))).toEqual(['bad', '地址不对，请核实', true])
  expect(face(stop, 'none', result('wrong_address', false))[0]).toBe('info')
  expect(face(stop, 'none', result('refused', true))[0]).toBe('info')
})
