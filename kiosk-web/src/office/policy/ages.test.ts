// Does the price list say of each row which ages it means?
import { expect, it } from 'vitest'
import { rulesEn } from '../words/rulesEn'
import { rulesZh } from '../words/rulesZh'
import { agesOf } from './ages'

it.each([
  [60, null, '60 周岁及以上', '60 and over'],
  [0, 12, '12 周岁及以下', '12 and under'],
  [60, 69, '60 至 69 周岁', '60 to 69'],
  [70, 70, '70 周岁', 'aged 70'],
  [0, null, '', ''],
  [null, null, '', ''],
])('from %s to %s is %j', (from_age, to_age, zh, en) => {
  expect(agesOf({ from_age, to_age }, rulesZh.who)).toBe(zh)
  expect(agesOf({ from_age, to_age }, rulesEn.who)).toBe(en)
})
