import { expect, it } from 'vitest'
import { fingerprint } from './fingerprint'

it('is read in groups of four', () => {
  expect(fingerprint('3f9a27c108de0011')).toBe('3f9a 27c1 08de')
})
