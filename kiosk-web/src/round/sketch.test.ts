import { expect, it } from 'vitest'
import { withSaid } from './course'
import { aRound, aStop, result } from './fixture'
import { SKETCH, sketchOf } from './sketch'

it('draws each building once, numbered by what is left there, and marks the next', () => {
  const place = aStop(1).place
  const round = aRound([aStop(1, { x_m: 0, y_m: 50 }), aStop(2, { x_m: 0, y_m: 50, place }), aStop(3, { x_m: 200, y_m: -50 })])
  const sketch = sketchOf(withSaid(round, result(1)), 'stop-2')
  expect(sketch?.spots.map(({ building, stopNo, isNext }) => [building, stopNo, isNext])).toEqual([
    ['1号楼', 2, true],
    ['3号楼', 3, false],
  ])
  const [first, last] = sketch?.spots ?? []
  expect(first?.y).toBeLessThan(last?.y ?? 0)
  expect(first?.x).toBeLessThan(last?.x ?? 0)
})

it('stays inside its drawing, however far the buildings stand apart', () => {
  const stops = [aStop(1, { x_m: -4000, y_m: 90 }), aStop(2, { x_m: 7, y_m: 100_000 }), aStop(3, { x_m: 0, y_m: 0 })]
  for (const { x, y } of sketchOf(aRound(stops), null)?.spots ?? []) {
    expect(x).toBeGreaterThanOrEqual(SKETCH.margin)
    expect(x).toBeLessThanOrEqual(SKETCH.width - SKETCH.margin)
    expect(y).toBeGreaterThanOrEqual(SKETCH.margin)
    expect(y).toBeLessThanOrEqual(SKETCH.height - SKETCH.margin)
  }
})

it('is not drawn when nobody has said where the buildings stand', () => {
  expect(sketchOf(aRound([aStop(1, { x_m: null, y_m: null })]), 'stop-1')).toBeNull()
})
