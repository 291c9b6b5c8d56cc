import { expect, it } from 'vitest'
import type { TenderCount } from '../../api/types'
import { offOf, standingOf } from './shift'

const line = (tender: TenderCount['tender'], variance: string | null): TenderCount => ({ tender, expected: '10.00', counted: null, variance })

it('a shift is stale from the midnight of the canteen on, whatever the hour in Greenwich', () => {
  // 23:50 on the 22nd at the canteen; its midnight is 16:00 in Greenwich.
  const opened_at = '2026-11-22T15:50:00Z'
  expect(standingOf({ opened_at, closed_at: null }, '2026-11-22')).toBe('open')
  expect(standingOf({ opened_at, closed_at: null }, '2026-11-23')).toBe('stale')
  expect(standingOf({ opened_at: '2026-11-22T16:10:00Z', closed_at: null }, '2026-11-23')).toBe('open')
  expect(standingOf({ opened_at, closed_at: '2026-11-23T05:00:00Z' }, '2026-11-23')).toBe('closed')
})

it('every tender that differs is told, and none that nobody looked at', () => {
  expect(offOf([line('cash', '-0.10'), line('wechat', '1250.00'), line('alipay', null)])).toEqual([
    { tender: 'cash', is: 'short', amount: '0.10' },
    { tender: 'wechat', is: 'over', amount: '1250.00' },
  ])
  expect(offOf([line('cash', '0.00'), line('wechat', null)])).toEqual([])
})
