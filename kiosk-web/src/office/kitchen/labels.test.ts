// Is every label on a sheet, in its order, with letters that fit?
import { expect, it } from 'vitest'
import { dietSize, LABELS_ON_A_SHEET, noteSize, sheetsOf } from './labels'

it('puts 24 labels on a sheet and begins another one for the next', () => {
  const labels = Array.from({ length: 49 }, (_, at) => at)
  expect(sheetsOf(labels).map((sheet) => sheet.length)).toEqual([LABELS_ON_A_SHEET, LABELS_ON_A_SHEET, 1])
  expect(sheetsOf(labels).flat()).toEqual(labels)
  expect(sheetsOf([])).toEqual([])
})

it('writes fewer words larger', () => {
  expect(['糖尿病餐、软食', '低盐、软食、清真', '糖尿病餐、低盐、软食', '糖尿病餐、低盐、软食、清真、素食、忌口'].map(dietSize)).toEqual(['large', 'middle', 'small', 'small'])
  expect([18, 19, 46, 47, 100].map((letters) => noteSize('忌'.repeat(letters)))).toEqual(['large', 'middle', 'middle', 'small', 'small'])
})
