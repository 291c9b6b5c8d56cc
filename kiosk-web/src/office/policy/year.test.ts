// Does the calendar put each day under its weekday?
import { expect, it } from 'vitest'
import { daysBetween, monthOf } from './year'

it('begins a month under its weekday', () => {
  const november = monthOf(2026, 10)
  expect(november.indexOf('2026-11-01')).toBe(6)
  expect(november.at(-1)).toBe('2026-11-30')
  expect(monthOf(2024, 1).filter((day) => day !== null)).toHaveLength(29)
  expect(monthOf(2026, 5)[0]).toBe('2026-06-01')
})

it('counts days from one to another, over the end of a year', () => {
  expect(daysBetween('2026-12-31', '2027-01-02')).toEqual(['2026-12-31', '2027-01-01', '2027-01-02'])
  expect(daysBetween('2026-01-02', '2026-01-02')).toEqual(['2026-01-02'])
  expect(daysBetween('2026-01-03', '2026-01-02')).toEqual([])
})
