import { expect, it } from 'vitest'
import { packed, rareLetters } from './rare'

it('a letter is rare when not every printer holds it', () => {
  expect(rareLetters('王*英 七一社区幸福食堂 ￥9.90 ·')).toEqual([])
  expect(rareLetters('Qiyi 01')).toEqual([])
  expect(rareLetters('𠮷*㛃 赵堃 𠮷')).toEqual(['𠮷', '㛃', '堃'])
  expect(rareLetters('〇𬴊𰻞')).toEqual(['〇', '𬴊', '𰻞'])
})

it('pixels become columns of dots from the top', () => {
  const pixels = new Uint8ClampedArray(24 * 24 * 4)
  const blacken = (x: number, y: number): void => void (pixels[(y * 24 + x) * 4 + 3] = 255)
  for (let y = 0; y < 24; y += 1) blacken(1, y)
  blacken(0, 0)
  blacken(23, 23)
  expect(packed(pixels)).toBe(`800000${'ffffff'}${'000000'.repeat(21)}000001`)
})
