// How the kitchen's numbers are said in the language of the screen.
import { language } from '../../i18n'
import { count } from '../parts/format'
import type { Forecast } from '../types'
import { words } from '../words'

/** "星期三" or "Wednesday". */
export function sayWeekday(day: string): string {
  const moment = new Date(`${day}T12:00:00Z`)
  return new Intl.DateTimeFormat(language.value === 'zh' ? 'zh-CN' : 'en-GB', { timeZone: 'UTC', weekday: 'long' }).format(moment)
}

/** Whence the number for the counter comes, and how far one may trust it: "过去 6 个星期三平均 212 份，通常差 9 份。" */
export function sayForecast(forecast: Forecast, day: string): string {
  const text = words.value.kitchen.forecast
  const [days, weekday] = [count(forecast.days.length), sayWeekday(day)]
  if (typeof forecast.meals !== 'number') return text.tooLittle(days, weekday)
  const average = text.average(days, weekday, count(forecast.meals))
  return typeof forecast.usually_off === 'number' ? average + text.off(count(forecast.usually_off), count(forecast.tried)) : average + text.untried
}

/** 745 as "74.5 ℃". */
export function sayDegrees(tenths: number): string {
  const whole = Math.trunc(Math.abs(tenths) / 10)
  return `${tenths < 0 ? '-' : ''}${whole}.${Math.abs(tenths) % 10} ℃`
}

/** What somebody typed as a number of meals or grams; null if it is none. */
export function typedCount(text: string): number | null {
  const digits = text.trim()
  return /^\d{1,4}$/.test(digits) ? Number(digits) : null
}

/** "74.5" or "74" as 745 tenths of a degree; null if it is no temperature. */
export function typedTenths(text: string): number | null {
  const parts = /^(-?)(\d{1,3})(?:[.。](\d))?$/.exec(text.trim())
  if (parts === null) return null
  const tenths = Number(parts[2]) * 10 + Number(parts[3] ?? 0)
  return parts[1] === '-' ? -tenths : tenths
}
