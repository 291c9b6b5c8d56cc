import { expect, it, vi } from 'vitest'
import { largest } from './useFit'

it('finds the largest size that fits in few tries', () => {
  const fits = vi.fn((size: number) => size <= 6.35)
  expect(largest({ from: 2, to: 12, step: 0.1 }, fits)).toBeCloseTo(6.3)
  expect(fits.mock.calls.length).toBeLessThan(9)
})

it('takes the largest where all fit, and the smallest where none does', () => {
  expect(largest({ from: 2, to: 12, step: 0.1 }, () => true)).toBeCloseTo(12)
  expect(largest({ from: 2, to: 12, step: 0.1 }, () => false)).toBe(2)
})
