import { expect, it } from 'vitest'
import type { DayMenu, Dish } from '../types'
import { changed, copied, daysOf, dishIds, fewer, fitting, mondayOf, moved, toSend } from './week'

const dish = (id: string, more: Partial<Dish> = {}): Dish => ({
  id,
  version_no: 1,
  name: id,
  kind: 'meat',
  allergens: [],
  ingredients: '',
  unfit_for: [],
  offered: true,
  ...more,
})
const menu = (service_date: string, dishes: Dish[], set_no = 1): DayMenu => ({ service_date, meal: 'lunch', set_no, dishes })
const monday = { day: '2026-11-23', meal: 'lunch' } as const

it('finds the Monday of any day, a Sunday included', () => {
  expect(['2026-11-23', '2026-11-25', '2026-11-29', '2027-01-01'].map(mondayOf)).toEqual(['2026-11-23', '2026-11-23', '2026-11-23', '2026-12-28'])
  expect(daysOf('2026-12-28')).toHaveLength(7)
  expect(daysOf('2026-12-28')[4]).toBe('2027-01-01')
})

it('keeps as a draft what the server does not have, with the number that was on the screen', () => {
  const menus = [menu(monday.day, [dish('rice'), dish('soup')], 3)]
  const drafts = changed(menus, {}, monday, ['rice'])
  expect(dishIds(menus, drafts, monday)).toEqual(['rice'])
  expect(toSend(drafts)).toEqual([{ service_date: monday.day, meal: 'lunch', dishes: ['rice'], seen: 3 }])
  expect(changed(menus, drafts, monday, ['rice', 'soup'])).toEqual({})
  expect(toSend(changed([], {}, monday, ['rice']))[0]?.seen).toBe(0)
})

it('copies the week before into what is empty and not over, without what is cooked no longer', () => {
  const before = [menu('2026-11-16', [dish('a')]), menu('2026-11-17', [dish('b'), dish('gone')]), menu('2026-11-18', [dish('c')])]
  const dishes = [dish('a'), dish('b'), dish('c'), dish('gone', { offered: false })]
  const drafts = copied({ menus: [menu('2026-11-25', [dish('x')])], dishes }, {}, before, '2026-11-24')
  expect(toSend(drafts)).toEqual([{ service_date: '2026-11-24', meal: 'lunch', dishes: ['b'], seen: 0 }])
})

it('moves a dish up and down, and not beyond the ends', () => {
  expect(moved(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c'])
  expect(moved(['a', 'b', 'c'], 'c', -1)).toEqual(['a', 'c', 'b'])
  expect(moved(['a', 'b', 'c'], 'a', -1)).toEqual(['a', 'b', 'c'])
  expect(moved(['a', 'b'], 'b', 1)).toEqual(['a', 'b'])
  expect(moved(['a', 'b'], 'z', 1)).toEqual(['a', 'b'])
})

it('says when there are fewer dishes or staples than usual, but not of an empty menu', () => {
  const staples = (many: number, of: number): Pick<Dish, 'kind'>[] => Array.from({ length: of }, (_, at) => ({ kind: at < many ? 'staple' : 'meat' }))
  expect(fewer(staples(3, 11))).toEqual({ dishes: false, staples: false })
  expect(fewer(staples(2, 10))).toEqual({ dishes: true, staples: true })
  expect(fewer([])).toEqual({ dishes: false, staples: false })
})

it('finds dishes by name first, then by what is in them', () => {
  const dishes = [dish('鱼香肉丝', { ingredients: '木耳' }), dish('木耳炒蛋', { kind: 'vegetable' }), dish('米饭', { kind: 'staple' })]
  expect(fitting(dishes, '木耳').map(({ name }) => name)).toEqual(['木耳炒蛋', '鱼香肉丝'])
  expect(fitting(dishes, ' ').map(({ name }) => name)).toEqual(['米饭', '鱼香肉丝', '木耳炒蛋'])
})
