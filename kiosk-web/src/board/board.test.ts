import { expect, it } from 'vitest'
import type { MenuBoard } from '../api/types'
import { isOld, menuNow, partsOf } from './board'

type Dish = MenuBoard['menus'][number]['dishes'][number]
const dish = (name: string, kind: Dish['kind'] = 'meat', allergens: Dish['allergens'] = []): Dish => ({
  id: name,
  version_no: 1,
  name,
  kind,
  allergens,
  ingredients: '',
  unfit_for: [],
  offered: true,
})
const board = (meal: 'lunch' | 'dinner', menus: MenuBoard['menus']): MenuBoard => ({
  canteen: '七一',
  at: '2026-11-23T04:00:00Z',
  service_date: '2026-11-23',
  meal: { meal, opens: '10:30', closes: '13:00', open: true },
  menus,
})

it('shows the meal that is sold now, and the other one where it has no menu', () => {
  const lunch = { meal: 'lunch' as const, dishes: [dish('米饭', 'staple')] }
  const dinner = { meal: 'dinner' as const, dishes: [dish('烩面', 'staple')] }
  expect(menuNow(board('dinner', [lunch, dinner]))?.meal).toBe('dinner')
  expect(menuNow(board('dinner', [lunch, { meal: 'dinner', dishes: [] }]))?.meal).toBe('lunch')
  expect(menuNow(board('lunch', []))).toBeNull()
})

it('puts the dishes under their kinds, staples first', () => {
  const parts = partsOf([dish('红烧肉'), dish('小米粥', 'soup'), dish('米饭', 'staple'), dish('鱼丸')])
  expect(parts.map(({ kind, dishes }) => `${kind} ${dishes.map(({ name }) => name).join(' ')}`)).toEqual(['staple 米饭', 'meat 红烧肉 鱼丸', 'soup 小米粥'])
})

it('tells its age only after minutes without the server', () => {
  const noon = Date.parse('2026-11-23T04:00:00Z')
  expect(isOld(noon, noon + 299_000)).toBe(false)
  expect(isOld(noon, noon + 300_000)).toBe(true)
  expect(isOld(null, noon)).toBe(false)
})
