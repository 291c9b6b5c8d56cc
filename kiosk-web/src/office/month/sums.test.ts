import { expect, it } from 'vitest'
import type { ClosingSums } from '../types'
import { changesOf, lineOf } from './sums'

const SUMS: ClosingSums = {
  meals: 17,
  claimable: 17,
  standard: '255.00',
  pays: '168.30',
  shares: { city: '60.00', street: '26.70' },
  corrections: 0,
  corrected_shares: {},
}

it('sums what the funders pay', () => {
  expect(lineOf(SUMS)).toEqual({ meals: 17, standard: '255.00', pays: '168.30', subsidy: '86.70' })
})

it('says nothing where nothing changed', () => {
  expect(changesOf(SUMS, SUMS)).toEqual([])
})

it('names each number that changed, funders that came and went too', () => {
  const now = { ...SUMS, meals: 18, standard: '270.00', shares: { city: '65.10', county: '1.00' }, corrected_shares: { city: '-5.10' } }
  expect(changesOf(SUMS, now)).toEqual([
    { what: 'meals', before: '17', now: '18', by: '+1' },
    { what: 'standard', before: '255.00', now: '270.00', by: '+15.00' },
    { what: 'share', funder: 'city', before: '60.00', now: '65.10', by: '+5.10' },
    { what: 'share', funder: 'street', before: '26.70', now: '0.00', by: '-26.70' },
    { what: 'share', funder: 'county', before: '0.00', now: '1.00', by: '+1.00' },
    { what: 'corrected', funder: 'city', before: '0.00', now: '-5.10', by: '-5.10' },
  ])
})
