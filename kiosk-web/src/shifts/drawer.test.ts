import { expect, it } from 'vitest'
import { DENOMINATIONS, nameOf, pieces, total, withPieces, worth } from './drawer'

it('notes and coins add up to the fen', () => {
  const drawer = { '100.00': 2, '5.00': 3, '0.50': 1, '0.10': 7 } as const
  expect(total(drawer)).toBe('216.20')
  expect(worth(drawer, '0.10')).toBe('0.70')
  expect(total({})).toBe('0.00')
  expect(total(Object.fromEntries(DENOMINATIONS.map((value) => [value, 3])))).toBe('559.80')
})

it('there are never fewer than none of a note, and what is no number is none', () => {
  expect(withPieces({ '1.00': 2 }, '1.00', -1)).toEqual({ '1.00': 0 })
  expect(withPieces({}, '1.00', Number.NaN)).toEqual({ '1.00': 0 })
  expect(withPieces({ '5.00': 1 }, '1.00', 4)).toEqual({ '5.00': 1, '1.00': 4 })
})

it('only what was there is sent, the largest first', () => {
  expect(pieces({ '0.10': 4, '100.00': 1, '20.00': 0 })).toEqual([
    { value: '100.00', count: 1 },
    { value: '0.10', count: 4 },
  ])
})

it('a note is called as people call it', () => {
  expect(DENOMINATIONS.map(nameOf)).toEqual(['100', '50', '20', '10', '5', '1', '0.5', '0.1'])
})
