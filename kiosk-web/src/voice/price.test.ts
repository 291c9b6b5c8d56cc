import { describe, expect, it } from 'vitest'
import { fenOf, priceClips } from './price'

describe('a price said aloud', () => {
  it.each([
    [990, '九元九角'],
    [590, '五元九角'],
    [1500, '十五元'],
    [1205, '十二元零五分'],
    [200, '两元'],
    [0, '零元'],
    [50, '五角'],
    [5, '五分'],
    [1000, '十元'],
    [2000, '二十元'],
    [11000, '一百一十元'],
    [10100, '一百零一元'],
    [20200, '两百零二元'],
    [22222, '两百二十二元二角二分'],
    [100_005, '一千元零五分'],
    [101_000, '一千零一十元'],
    [1_001_010, '一万零一十元一角'],
    [2_000_000, '两万元'],
  ])('%i fen is %s', (fen, said) => {
    expect(priceClips(fen).join('')).toBe(said)
  })

  it('says nothing for what is no price', () => {
    expect(priceClips(-1)).toEqual([])
    expect(priceClips(9.9)).toEqual([])
    expect(priceClips(Number.NaN)).toEqual([])
    expect(priceClips(10_000_000)).toEqual([])
  })
})

describe('an amount on the wire', () => {
  it('becomes fen without ever being a fraction', () => {
    expect(fenOf('9.90')).toBe(990)
    expect(fenOf('0.05')).toBe(5)
    expect(fenOf('12345.67')).toBe(1234567)
  })

  it.each(['', '9.9', '9', '1e3', '-1.00', '１.00', 'NaN', '9.900'])('is refused as %j', (text) => {
    expect(fenOf(text)).toBeNull()
  })
})
