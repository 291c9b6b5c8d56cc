// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import type { BoardRound, BoardStop } from '../types'
import { changeOf, droppedBefore, ordered, stepped } from './stopMoves'

const all = ['a', 'b', 'c', 'd']

it('a stop goes in front of another one, or to the end, and the others keep their order', () => {
  expect(ordered(all, ['d'], 'b')).toEqual(['a', 'd', 'b', 'c'])
  expect(ordered(all, ['a'], 'd')).toEqual(['b', 'c', 'a', 'd'])
  expect(ordered(all, ['b'], null)).toEqual(['a', 'c', 'd', 'b'])
  expect(ordered(all, ['b'], 'b')).toEqual(['a', 'c', 'd', 'b'])
  expect(ordered(all, ['c', 'd'], 'a')).toEqual(['c', 'd', 'a', 'b'])
})

it('a step is one place, and none behind the ends', () => {
  const step = (stop: string, by: -1 | 1): string[] | null => {
    const before = stepped(all, stop, by)
    return before === undefined ? null : ordered(all, [stop], before)
  }
  expect(step('b', -1)).toEqual(['b', 'a', 'c', 'd'])
  expect(step('b', 1)).toEqual(['a', 'c', 'b', 'd'])
  expect(step('c', 1)).toEqual(['a', 'b', 'd', 'c'])
  expect(step('a', -1)).toBeNull()
  expect(step('d', 1)).toBeNull()
})

it('something is dropped in front of the first row whose middle is below the pointer', () => {
  const rows = [{ id: 'a', middle: 20 }, { id: 'b', middle: 60 }]
  expect([10, 30, 90].map((y) => droppedBefore(rows, y))).toEqual(['a', 'b', null])
})

it('a round that somebody carries is handed over, so that the phone that has it may still speak', () => {
  const at = '2026-11-23T11:00:00+08:00'
  const change = (packed_at: string | null, volunteer_id: string | null, state: 'waiting' | 'delivered', closed_at: string | null = null): string =>
    changeOf({ packed_at, volunteer_id, closed_at, stops: [{ stop: { state } } as BoardStop] } as BoardRound)
  expect(change(null, null, 'waiting')).toBe('give')
  expect(change(null, 'zhao', 'waiting')).toBe('give')
  expect(change(at, null, 'waiting')).toBe('give')
  expect(change(at, 'zhao', 'waiting')).toBe('hand_over')
  expect(change(at, 'zhao', 'delivered')).toBe('none')
  expect(change(at, 'zhao', 'waiting', at)).toBe('none')
})
