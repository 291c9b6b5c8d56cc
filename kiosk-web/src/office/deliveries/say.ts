// How weekdays, diets and days of a plan are said in the language of the screen.
import { words } from '../words'
import type { Diet } from '../types'

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const
export const DIETS: readonly Diet[] = ['diabetic', 'low_salt', 'soft', 'halal', 'vegetarian', 'avoid']

/** "每天", "周一至周五" or "周一、周三". */
export function sayWeekdays(days: readonly number[]): string {
  const text = words.value.deliveries
  const key = days.join('')
  if (key === '1234567') return text.daily
  if (key === '12345') return text.workdays
  return WEEKDAYS.filter((day) => days.includes(day)).map((day) => text.weekdays[day]).join(text.and)
}

/** "糖尿病餐、软食", or "普通餐" where there is nothing to mind. */
export function sayDiets(diets: readonly Diet[]): string {
  const text = words.value.deliveries
  return diets.length === 0 ? text.plain : diets.map((diet) => text.diets[diet]).join(text.and)
}

/** "2026-11-23 起" or "2026-11-23 至 2026-11-30". */
export function sayDays({ true_from: from, true_to: to }: { true_from: string; true_to?: string | null }): string {
  return to ? words.value.common.until(from, to) : words.value.common.since(from)
}
