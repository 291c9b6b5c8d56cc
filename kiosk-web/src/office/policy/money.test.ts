// Are amounts added and subtracted to the fen?
import { expect, it } from 'vitest'
import { difference, fenOf, sum, textOfFen } from './money'

it.each([
  ['12.30', 1230],
  ['0.05', 5],
  ['-0.50', -50],
  ['7', 700],
])('%s is %i fen and back', (amount, fen) => {
  expect(fenOf(amount)).toBe(fen)
  expect(fenOf(textOfFen(fen))).toBe(fen)
})

it.each([
  ['6.20', '5.10', '+1.10'],
  ['0.00', '5.00', '-5.00'],
  ['2.47', '2.47', '0.00'],
])('%s after %s is %s', (now, before, said) => {
  expect(difference(now, before)).toBe(said)
})

it('adds shares to the fen', () => {
  expect(sum(['0.10', '0.20', '3.00'])).toBe('3.30')
  expect(sum([])).toBe('0.00')
})
