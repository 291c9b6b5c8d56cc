// @vitest-environment happy-dom
// Is everything said at a stop that a second person needs to decide?
import { expect, it } from 'vitest'
import type { BoardResult, BoardStop } from '../types'
import { faceOf } from './stopFace'
import { countingOf, flagsOf, moneyOf, reportOf, takerOf } from './stopTold'

const at = '2026-11-23T12:05:00+08:00'
const base: BoardResult = {
  id: 'r', outcome: 'handed_over', proof: null, at, welfare: null, money_untold: false, volunteer: '赵志愿', person: '', received_at: at, collected: '0.00', counts: true, code: null,
}
const result = (more: Partial<BoardResult>): BoardResult => ({ ...base, ...more })
const stop = (pays: BoardStop['pays'], ...results: BoardResult[]): Pick<BoardStop, 'pays' | 'price' | 'results'> => ({ pays, price: '9.90', results })
const flags = (pays: BoardStop['pays'], more: Partial<BoardResult>): string[] => flagsOf(stop(pays, result(more))).map(({ word }) => word)

it('a scan that is not hers is said in plain words', () => {
  expect(flags('wallet', { code: 'proof_not_hers' })).toEqual(['扫的码不是这一户的'])
  expect(reportOf(stop('wallet', result({})), result({ code: 'proof_not_hers' })).says.map(({ word }) => word)).toContain('扫的码不是这一户的')
  expect(flags('wallet', { proof: 'card' })).toEqual([])
})

it('money that was due and is missing has its own words, and money that was not due too', () => {
  expect(flags('cash', { collected: '9.90' })).toEqual([])
  expect(flags('cash', {})).toEqual(['应收 9.90 元，没收到'])
  expect(flags('cash', { collected: '5.00' })).toEqual(['应收 9.90 元，收了 5.00 元'])
  expect(flags('cash', { money_untold: true, counts: false })).toEqual(['应收 9.90 元，没说收没收到'])
  expect(flags('cash', { outcome: 'refused' })).toEqual([])
  expect(flags('wallet', { collected: '1.00' })).toEqual(['不用收钱，收了 1.00 元'])
  expect(moneyOf(stop('cash'), result({ collected: '9.90' }))).toEqual({ tone: 'good', word: '应收 9.90 元，收到 9.90 元' })
})

it('whoever took the meal is named, and an unnamed neighbour is said to be one', () => {
  expect(takerOf(result({ outcome: 'neighbour', person: '王大姐' }))).toBe('邻居 王大姐 收下')
  expect(takerOf(result({ outcome: 'neighbour' }))).toBe('邻居收下，没写是谁')
  expect(takerOf(result({ person: '女儿' }))).toBe('女儿 收下')
  expect(takerOf(result({}))).toBeNull()
})

it('a report says when, who, how, the scan, the money, how she is, how late it came, and whether it counts', () => {
  const first = result({ outcome: 'neighbour', person: '王大姐', collected: '9.90', welfare: 'unusual', received_at: '2026-11-23T12:40:00+08:00' })
  const second = result({ id: 's', outcome: 'refused', counts: false, code: 'result_exists' })
  const both = stop('cash', first, second)
  const { at: time, who, says } = reportOf(both, first)
  expect([time, who]).toEqual(['12:05', '赵志愿'])
  expect(says.map(({ word }) => word)).toEqual(['交给邻居', '没有扫码', '邻居 王大姐 收下', '应收 9.90 元，收到 9.90 元', '老人和平时不一样', '12:40 才传到', '按这一份计'])
  expect(reportOf(both, second).says.map(({ word }) => word)).toEqual(['不要', '另一份报告，没有按它计'])
})

it('the report that counts goes before one without a word about money, and that before the last', () => {
  const [away, untold, counts] = [result({ id: 'a', counts: false }), result({ id: 'b', counts: false, money_untold: true }), result({ id: 'c' })]
  expect(countingOf({ results: [untold, counts, away] })?.id).toBe('c')
  expect(countingOf({ results: [untold, away] })?.id).toBe('b')
  expect(countingOf({ results: [away] })?.id).toBe('a')
  expect(countingOf({ results: [] })).toBeUndefined()
})

it('a refused meal and a voided one are not called undelivered', () => {
  const face = (more: Partial<BoardResult>): string => faceOf({ stop: { state: 'not_delivered' }, alarm: 'none', results: [result(more)] }, at).word
  expect(face({ outcome: 'refused' })).toBe('本人不要')
  expect(face({ proof: 'card' })).toBe('已冲红，不算送到')
  expect(face({ outcome: 'not_at_home', counts: false })).toBe('没送到')
})
