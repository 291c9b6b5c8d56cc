// What is left to do about a month: how it looks, and whether the one at the desk can go and do it.
import { PAGES } from '../pages'
import { session } from '../session'
import type { MonthBoard, MonthStep } from '../types'

export type Light = 'good' | 'wait' | 'bad'

/** Red where something blocks the month, amber where somebody has to act, green where nobody has to. */
export function lightOf({ steps }: Pick<MonthBoard, 'steps'>): Light {
  if (steps.some(({ severity }) => severity === 'block')) return 'bad'
  return steps.length > 0 ? 'wait' : 'good'
}

/** May the one at the desk open the page on which the step is done? */
export function opensFor({ link }: Pick<MonthStep, 'link'>): boolean {
  const key = /^\/office\/([a-z]+)/.exec(link)?.[1]
  const page = PAGES.find((each) => each.key === key)
  const needs = link.startsWith('/office/month/exceptions') || link.startsWith('/office/month/close') ? 'read_books' : page?.needs
  return needs !== undefined && session.may(needs)
}

/** Is it the turn of the one at the desk? */
export function isMine({ roles }: Pick<MonthStep, 'roles'>): boolean {
  const desk = session.desk.value
  return desk.kind === 'signed_in' && roles.some((role) => role === desk.role)
}
