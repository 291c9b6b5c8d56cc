import { expect, it } from 'vitest'
import { fenIn, typeAmount, wireAmount, yuanOf } from './amount'

const typed = (keys: string): string => [...keys].reduce((text, key) => typeAmount(text, key === '<' ? 'erase' : key), '')

it('digits, one point and two places make an amount; every other key changes nothing', () => {
  expect(['100', '9.9', '9.905', '1..5', '.5', '007', '1234567', '12<<', '0.10'].map(typed)).toEqual(
    ['100', '9.9', '9.90', '1.5', '.5', '7', '12345', '', '0.10'],
  )
})

it('an amount goes to the server with two places', () => {
  expect(['', '.', '0', '5', '.5', '9.9', '12.34', '3.'].map(wireAmount)).toEqual(
    [null, null, '0.00', '5.00', '0.50', '9.90', '12.34', '3.00'],
  )
})

it('fen and yuan are the same money, above and below zero', () => {
  expect(['0.00', '9.90', '-0.10', '1234.56', 'x', '1.5'].map(fenIn)).toEqual([0, 990, -10, 123_456, null, null])
  for (const fen of [0, 1, 10, 99, 100, 990, 123_456, -1, -10, -101]) expect(fenIn(yuanOf(fen)), String(fen)).toBe(fen)
})
