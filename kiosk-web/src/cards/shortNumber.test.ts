import { describe, expect, it } from 'vitest'
import { inGroups, judgeNumber } from './shortNumber'

describe('the short card number', () => {
  it('is whole with eight digits and the right last one', () => {
    expect(judgeNumber('12345674')).toEqual({ is: 'whole', number: '12345674' })
  })

  it('says so when a digit was mistyped', () => {
    for (const last of '012356789') expect(judgeNumber(`1234567${last}`)).toEqual({ is: 'wrong' })
    expect(judgeNumber('12435674')).toEqual({ is: 'wrong' })
  })

  it('waits while digits are missing', () => {
    expect(judgeNumber('')).toEqual({ is: 'short' })
    expect(judgeNumber('1234567')).toEqual({ is: 'short' })
  })

  it('is shown the way it is printed', () => {
    expect(inGroups('12345674')).toBe('1234 5674')
    expect(inGroups('123')).toBe('123· ····')
  })
})
