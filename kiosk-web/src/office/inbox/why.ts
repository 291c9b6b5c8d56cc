// Why a meal is pending, in words for the office: what happened, and what to do about it now.
import { inWords } from '../../i18n'
import type { PendingMeal } from '../types'
import { words } from '../words'

/** The sentence for a pending meal; a code without a sentence of ours keeps what the counter was told. */
export function whyPending(meal: Pick<PendingMeal, 'code' | 'message'>): string {
  const named: Record<string, string> = words.value.inbox.reasons
  return (Object.hasOwn(named, meal.code) ? named[meal.code] : undefined) ?? inWords(meal.message)
}
