// @vitest-environment happy-dom
// Are the days and diets of a plan said as people say them?
import { expect, it } from 'vitest'
import { sayDays, sayDiets, sayWeekdays } from './say'

it('says weekdays in the shortest way, in the order of the week', () => {
  expect([[1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5], [5, 1], [7]].map(sayWeekdays)).toEqual(['每天', '周一至周五', '周一、周五', '周日'])
})

it('says what the kitchen minds, or that there is nothing', () => {
  expect([sayDiets([]), sayDiets(['diabetic', 'soft'])]).toEqual(['普通餐', '糖尿病餐、软食'])
})

it('says from when to when', () => {
  expect([sayDays({ true_from: '2026-11-23' }), sayDays({ true_from: '2026-11-23', true_to: '2026-11-30' })]).toEqual(['2026-11-23 起', '2026-11-23 至 2026-11-30'])
})
