// Which meal is it now, and until when? One line under the big word while nobody stands there.
import type { Today } from '../api/types'
import { words } from '../i18n/words'

/** The line for the idle stage; empty while the day is not known. */
export function mealHint(today: Today | null): string {
  if (today === null) return ''
  const { stage, meals } = words.value
  const open = today.meals.find((meal) => meal.open)
  if (open !== undefined) return stage.openUntil(meals[open.meal], hourOf(open.closes))
  const next = today.meals[0]
  return next === undefined ? stage.closed : `${stage.closed} · ${today.meals.map((m) => stage.closedUntil(meals[m.meal], hourOf(m.opens))).join(' · ')}`
}

/** 10:30:00 as 10:30. */
function hourOf(time: string): string {
  return time.slice(0, 5)
}
