import { expect, it } from 'vitest'
import { pageRule } from './print'

it('receipt paper is as long as what is on it, and never shorter than wide', () => {
  expect(pageRule('narrow', 960)).toBe('@page { size: 58mm 264mm; margin: 5mm }')
  expect(pageRule('wide', 960)).toBe('@page { size: 80mm 262mm; margin: 4mm }')
  expect(pageRule('wide', 10)).toBe('@page { size: 80mm 81mm; margin: 4mm }')
})

it('A4 is A4', () => {
  expect(pageRule('a4', 5000)).toBe('@page { size: A4; margin: 14mm }')
})
