// A week of menus while somebody sets it: what the server has, what was changed on the screen, and what is usual. Pure.
import { dayPlus } from '../parts/format'
import type { Allergen, DayMenu, Dish, DishKind, Meal, NewMenu } from '../types'

export const MEALS: readonly Meal[] = ['lunch', 'dinner']
/** In this order a menu is read. */
export const KINDS: readonly DishKind[] = ['staple', 'meat', 'vegetable', 'cold', 'soup', 'extra']
/** The eight groups of GB 7718-2025. */
export const ALLERGENS: readonly Allergen[] = ['gluten', 'crustaceans', 'fish', 'eggs', 'peanuts', 'soy', 'milk', 'nuts']
/** 十个以上的菜、三四种主食: what the canteen promised its neighbours. */
export const USUAL = { dishes: 11, staples: 3 } as const

export interface Slot {
  readonly day: string
  readonly meal: Meal
}

/** Menus that were changed and not yet saved, by slot: the `set_no` that was on the screen, and the dishes as they are to be. */
export type Drafts = Readonly<Record<string, { readonly slot: Slot; readonly seen: number; readonly dishes: readonly string[] }>>

/** The Monday of a day's week. */
export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return dayPlus(day, -((weekday + 6) % 7))
}

/** The seven days from a Monday on. */
export function daysOf(monday: string): string[] {
  return Array.from({ length: 7 }, (_, at) => dayPlus(monday, at))
}

export function keyOf({ day, meal }: Slot): string {
  return `${day} ${meal}`
}

/** The menu of a slot as the server has it. */
export function menuOf(menus: readonly DayMenu[], slot: Slot): DayMenu | undefined {
  return menus.find((menu) => menu.service_date === slot.day && menu.meal === slot.meal)
}

/** The dishes of a slot as they are on the screen. */
export function dishIds(menus: readonly DayMenu[], drafts: Drafts, slot: Slot): readonly string[] {
  return drafts[keyOf(slot)]?.dishes ?? menuOf(menus, slot)?.dishes.map(({ id }) => id) ?? []
}

/** The drafts after a slot got other dishes; what the server has already is no draft. */
export function changed(menus: readonly DayMenu[], drafts: Drafts, slot: Slot, dishes: readonly string[]): Drafts {
  const { [keyOf(slot)]: before, ...others } = drafts
  const known = menuOf(menus, slot)
  const isAsKept = (known?.dishes ?? []).map(({ id }) => id).join() === dishes.join()
  if (isAsKept) return others
  return { ...others, [keyOf(slot)]: { slot, seen: before?.seen ?? known?.set_no ?? 0, dishes } }
}

/** The drafts after the empty slots of a week were filled from the week before, but for days that are over and dishes that are cooked
 * no longer: a menu that is over shows its dishes as they were, so that is asked of the dishes as they are now. */
export function copied(now: { menus: readonly DayMenu[]; dishes: readonly Dish[] }, drafts: Drafts, before: readonly DayMenu[], today: string): Drafts {
  const { menus } = now
  const cooked = new Set(now.dishes.filter(({ offered }) => offered).map(({ id }) => id))
  return before.reduce((so, menu) => {
    const slot = { day: dayPlus(menu.service_date, 7), meal: menu.meal }
    const dishes = menu.dishes.map(({ id }) => id).filter((id) => cooked.has(id))
    const isFree = slot.day >= today && dishIds(menus, so, slot).length === 0
    return isFree && dishes.length > 0 ? changed(menus, so, slot, dishes) : so
  }, drafts)
}

/** What is sent to the server. */
export function toSend(drafts: Drafts): NewMenu[] {
  return Object.values(drafts).map(({ slot, seen, dishes }) => ({ service_date: slot.day, meal: slot.meal, dishes: [...dishes], seen }))
}

/** The list with its dish moved by so many places, as far as there are any. */
export function moved(dishes: readonly string[], id: string, by: number): string[] {
  const at = dishes.indexOf(id)
  const to = Math.min(Math.max(at + by, 0), dishes.length - 1)
  const rest = dishes.filter((each) => each !== id)
  return at < 0 ? [...dishes] : [...rest.slice(0, to), id, ...rest.slice(to)]
}

/** How many dishes and staples a menu has fewer than usual; an empty menu has not been thought about yet. */
export function fewer(dishes: readonly Pick<Dish, 'kind'>[]): { dishes: boolean; staples: boolean } {
  const staples = dishes.filter(({ kind }) => kind === 'staple').length
  return { dishes: dishes.length > 0 && dishes.length < USUAL.dishes, staples: dishes.length > 0 && staples < USUAL.staples }
}

/** The dishes that fit what is typed, kind by kind. */
export function fitting(dishes: readonly Dish[], typed: string): Dish[] {
  const wanted = typed.trim().toLowerCase()
  const fits = dishes.filter(({ name, ingredients }) => `${name} ${ingredients}`.toLowerCase().includes(wanted))
  // What is called so comes before what only has it inside.
  const isNamed = ({ name }: Dish): boolean => name.toLowerCase().includes(wanted)
  return [...fits].sort((a, b) => Number(isNamed(b)) - Number(isNamed(a)) || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind))
}
