// @vitest-environment happy-dom
// Are forecasts and temperatures said as a cook reads them, and read as a cook types them?
import { expect, it } from 'vitest'
import { sayDegrees, sayForecast, typedCount, typedTenths } from './say'

const DAYS = Array.from({ length: 6 }, (_, at) => ({ service_date: `2026-10-0${at + 1}`, meals: 212 }))

it('says on which days the forecast rests and how far it was off', () => {
  const forecast = { days: DAYS, meals: 212, usually_off: 9, tried: 6 }
  expect(sayForecast(forecast, '2026-11-25')).toBe('过去 6 个星期三平均 212 份，通常差 9 份（用同样的办法试算过 6 天）。')
})

it('says plainly that it could not be tried, and that there is too little', () => {
  expect(sayForecast({ days: DAYS.slice(3), meals: 212, usually_off: null, tried: 0 }, '2026-11-25')).toBe('过去 3 个星期三平均 212 份，天数太少，还不知道会差多少。')
  expect(sayForecast({ days: [], meals: null, usually_off: null, tried: 0 }, '2026-11-25')).toBe('过去只有 0 个开餐的星期三，至少要 3 个才能估计；窗口做多少请厨房自己定。')
})

it('writes tenths of a degree with their point', () => {
  expect([745, 700, 5, -5, -123].map(sayDegrees)).toEqual(['74.5 ℃', '70.0 ℃', '0.5 ℃', '-0.5 ℃', '-12.3 ℃'])
})

it('reads what is typed, and nothing else', () => {
  expect(['74.5', ' 74 ', '74。5', '-12.3'].map(typedTenths)).toEqual([745, 740, 745, -123])
  expect(['', '七十', '74.55', '7 4', '1000.0'].map(typedTenths)).toEqual([null, null, null, null, null])
  expect(['0', '212', ' 9 '].map(typedCount)).toEqual([0, 212, 9])
  expect(['', '-1', '1.5', '10000', '12份'].map(typedCount)).toEqual([null, null, null, null, null])
})
