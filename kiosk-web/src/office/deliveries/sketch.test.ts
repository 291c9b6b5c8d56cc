import { expect, it } from 'vitest'
import { drawn, frameOf, housesOf, laidOut, metresOf, typedMetres } from './sketch'

const place = (id: string, x: number | null): Parameters<typeof housesOf>[0][number] => ({
  building_id: id, grid: '一', compound: '甲', building: '1号楼', x_m: x, y_m: x, lift: null, first_x_m: 70, first_y_m: -30,
})

it('a first layout gives a place to those that have none, and moves nobody else', () => {
  const places = [place('a', 10), place('b', null)]
  const houses = housesOf(places)
  expect(drawn(houses)).toEqual([{ building_id: 'a', x_m: 10, y_m: 10, lift: false }])
  expect(drawn(laidOut(houses, places))).toEqual([
    { building_id: 'a', x_m: 10, y_m: 10, lift: false },
    { building_id: 'b', x_m: 70, y_m: -30, lift: false },
  ])
})

it('metres are whole and within reach', () => {
  expect([12.6, -0.4, 1e9, -1e9].map(metresOf)).toEqual([13, -0, 100_000, -100_000])
  expect(['12', ' -7 ', '', '1.5', '一', '1234567'].map(typedMetres)).toEqual([12, -7, null, null, null, null])
})

it('the sketch shows all houses around the canteen', () => {
  expect(frameOf([])).toEqual({ left: -100, top: -100, size: 200 })
  expect(frameOf(housesOf([place('a', 400)]))).toEqual({ left: -450, top: -450, size: 900 })
})
