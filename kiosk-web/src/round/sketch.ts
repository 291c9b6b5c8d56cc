// Where do the buildings of the round stand to each other? Metres in, places on a small drawing out. Pure.
import { inOrder, isOpen } from './course'
import type { Round } from './types'

/** One building on the drawing. */
export interface Spot {
  building: string
  x: number
  y: number
  /** The number of its first stop that is still to be done; null when nothing is left there. */
  stopNo: number | null
  isNext: boolean
}

/** The drawing: the canteen, the buildings in the order of the walk. */
export interface Sketch {
  canteen: { x: number; y: number }
  spots: readonly Spot[]
}

/** The drawing's own size; the margin leaves room for the words at its edge. */
export const SKETCH = { width: 360, height: 230, margin: 42 } as const

/** The drawing of the round; null when it is not known where the buildings stand. The canteen stands at the origin. */
export function sketchOf(round: Round, nextId: string | null): Sketch | null {
  const found = buildings(round, nextId)
  if (found.length === 0) return null
  const toDrawing = scale([{ x: 0, y: 0 }, ...found])
  return {
    canteen: toDrawing({ x: 0, y: 0 }),
    spots: found.map((spot) => ({ ...spot, ...toDrawing(spot) })),
  }
}

function buildings(round: Round, nextId: string | null): Spot[] {
  const spots = new Map<string, Spot>()
  for (const stop of inOrder(round)) {
    const { id, stop_no, place, x_m, y_m } = stop
    if (x_m === null || y_m === null) continue
    const key = `${place.compound ?? ''}|${place.building ?? ''}|${x_m}|${y_m}`
    const spot = spots.get(key) ?? { building: place.building ?? '', x: x_m, y: y_m, stopNo: null, isNext: false }
    spots.set(key, { ...spot, stopNo: spot.stopNo ?? (isOpen(stop) ? stop_no : null), isNext: spot.isNext || id === nextId })
  }
  return [...spots.values()]
}

type Point = { x: number; y: number }

/** One scale for both directions, north above, the whole in the middle. */
function scale(points: readonly Point[]): (point: Point) => Point {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)]
  const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const [wide, tall] = [SKETCH.width - 2 * SKETCH.margin, SKETCH.height - 2 * SKETCH.margin]
  const perMetre = Math.min(wide / Math.max(1, right - left), tall / Math.max(1, high - low))
  return ({ x, y }) => ({
    x: Math.round(SKETCH.width / 2 + (x - (left + right) / 2) * perMetre),
    y: Math.round(SKETCH.height / 2 - (y - (low + high) / 2) * perMetre),
  })
}
