// What stands on the menu board, and how old is it? Pure.
import type { MenuBoard } from '../api/types'

type Dish = MenuBoard['menus'][number]['dishes'][number]
export type DishKind = Dish['kind']

/** In this order the board is read. */
const KINDS: readonly DishKind[] = ['staple', 'meat', 'vegetable', 'cold', 'soup', 'extra']
/** A line to the server may break for so long without anybody being told: a menu does not change by the minute. */
const TOLD_AFTER_MS = 5 * 60_000

export interface Part {
  kind: DishKind
  dishes: readonly Dish[]
}

/** The menu of the meal that is sold now or next, or else the other one of today. */
export function menuNow({ meal, menus }: MenuBoard): MenuBoard['menus'][number] | null {
  const filled = menus.filter(({ dishes }) => dishes.length > 0)
  return filled.find((menu) => menu.meal === meal?.meal) ?? filled[0] ?? null
}

/** The dishes kind by kind. */
export function partsOf(dishes: readonly Dish[]): Part[] {
  return KINDS.map((kind) => ({ kind, dishes: dishes.filter((dish) => dish.kind === kind) })).filter((part) => part.dishes.length > 0)
}

/** Should people be told how old the board is? */
export function isOld(lastHeard: number | null, at: number): boolean {
  return lastHeard !== null && at - lastHeard >= TOLD_AFTER_MS
}
