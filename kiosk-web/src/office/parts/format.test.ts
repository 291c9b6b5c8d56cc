// Does the office write days, times, money and card numbers as people expect, whatever the device's own zone?
import { describe, expect, it } from 'vitest'
import { cardNumber, count, countdown, dayAndTime, dayOf, dayPlus, longDay, longMonth, monthPlus, shortDay, timeOf, yuan } from './format'

describe('a day', () => {
  it('changes at midnight in the canteen, not in the device', () => {
    expect(dayOf(new Date('2026-11-22T15:59:59Z'))).toBe('2026-11-22')
    expect(dayOf(new Date('2026-11-22T16:00:00Z'))).toBe('2026-11-23')
  })
  it.each([
    ['2026-11-23', -1, '2026-11-22'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2026-03-01', -1, '2026-02-28'],
  ])('%s moved by %i is %s', (day, days, moved) => {
    expect(dayPlus(day, days)).toBe(moved)
  })
  it('is written out in both languages', () => {
    expect(longDay('2026-11-23', 'zh')).toBe('2026年11月23日星期一')
    expect(longDay('2026-11-23', 'en')).toMatch(/^Monday,? 23 November 2026$/)
    expect(shortDay('2026-11-23', 'zh')).toBe('11月23日周一')
    expect(shortDay('2026-11-23', 'en')).toMatch(/^Mon,? 23 Nov$/)
  })
})

describe('a month', () => {
  it.each([
    ['2026-11', 1, '2026-12'],
    ['2026-12', 1, '2027-01'],
    ['2026-01', -1, '2025-12'],
  ])('%s moved by %i is %s', (month, months, moved) => {
    expect(monthPlus(month, months)).toBe(moved)
  })
  it('is written out in both languages', () => {
    expect(longMonth('2026-11', 'zh')).toBe('2026年11月')
    expect(longMonth('2026-11', 'en')).toBe('November 2026')
  })
})

describe('a moment', () => {
  it('is told in the canteen’s time', () => {
    expect(timeOf('2026-11-23T04:05:00.123456Z')).toBe('12:05')
    expect(timeOf('2026-11-22T16:00:00Z')).toBe('00:00')
    expect(dayAndTime('2026-11-22T16:00:00Z')).toBe('2026-11-23 00:00')
  })
})

describe('numbers', () => {
  it.each([
    ['0.00', '0.00'],
    ['9.90', '9.90'],
    ['6415.00', '6,415.00'],
    ['12345678.90', '12,345,678.90'],
    ['-9.90', '-9.90'],
    ['-1234.50', '-1,234.50'],
  ])('%s yuan is read as %s', (wire, read) => {
    expect(yuan(wire)).toBe(read)
  })
  it('of people have their thousands apart', () => {
    expect(count(0)).toBe('0')
    expect(count(10286)).toBe('10,286')
  })
  it('of cards are read in two halves', () => {
    expect(cardNumber('12345678')).toBe('1234 5678')
    expect(cardNumber('1234 5678')).toBe('1234 5678')
    expect(cardNumber('123')).toBe('123')
  })
  it('of seconds count down to nothing and no further', () => {
    expect([600, 59.9, 5, 0, -3].map(countdown)).toEqual(['10:00', '0:59', '0:05', '0:00', '0:00'])
  })
})
