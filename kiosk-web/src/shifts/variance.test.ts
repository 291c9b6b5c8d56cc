import { expect, it } from 'vitest'
import type { TenderCount } from '../api/types'
import { cashFace, signOf } from './variance'

const line = (tender: TenderCount['tender'], variance: string | null): TenderCount => ({ tender, expected: '10.00', counted: null, variance })

it('a difference is over, short or none', () => {
  expect(['0.00', '0.10', '-0.10', null].map(signOf)).toEqual(['even', 'over', 'short', 'even'])
})

it('only the drawer asks for a reason', () => {
  expect(cashFace([line('wechat', '-5.00'), line('cash', '-0.30')])).toEqual({ is: 'short', amount: '0.30' })
  expect(cashFace([line('wechat', '-5.00'), line('cash', '0.00')])).toEqual({ is: 'even', amount: '0.00' })
})
