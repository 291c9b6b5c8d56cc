// How is the community drawn? Places in whole metres around the canteen, moved, typed, and turned into what the server keeps. Pure.
import type { BuildingPlace, DrawnPlace } from '../types'

/** How far from the canteen a building can stand, in metres. */
const FARTHEST = 100_000

/** A building on the sketch; without metres it has no place yet. */
export interface House {
  id: string
  grid: string
  compound: string
  building: string
  x: number | null
  y: number | null
  lift: boolean
}

/** The houses as the server knows them. */
export function housesOf(places: readonly BuildingPlace[]): House[] {
  return places.map((place) => ({
    id: place.building_id,
    grid: place.grid,
    compound: place.compound,
    building: place.building,
    x: place.x_m ?? null,
    y: place.y_m ?? null,
    lift: place.lift ?? false,
  }))
}

/** The houses with a first place for each that has none. */
export function laidOut(houses: readonly House[], places: readonly BuildingPlace[]): House[] {
  const first = new Map(places.map((place) => [place.building_id, place]))
  return houses.map((house) => {
    const place = first.get(house.id)
    return house.x !== null || place === undefined ? house : { ...house, x: place.first_x_m, y: place.first_y_m }
  })
}

/** A number of metres within reach; a fraction is cut. */
export function metresOf(value: number): number {
  return Math.min(FARTHEST, Math.max(-FARTHEST, Math.round(value)))
}

/** What somebody typed as metres; null where it is none. */
export function typedMetres(text: string): number | null {
  return /^-?\d{1,6}$/.test(text.trim()) ? metresOf(Number(text)) : null
}

/** What the server keeps: the houses that have a place. */
export function drawn(houses: readonly House[]): DrawnPlace[] {
  return houses.flatMap(({ id, x, y, lift }) => (x === null || y === null ? [] : [{ building_id: id, x_m: x, y_m: y, lift }]))
}

/** The part of the world that the sketch shows: all houses and the canteen, with some room around, at least 200 m wide. */
export function frameOf(houses: readonly House[]): { left: number; top: number; size: number } {
  const far = houses.reduce((most, { x, y }) => Math.max(most, Math.abs(x ?? 0), Math.abs(y ?? 0)), 70)
  const reach = Math.ceil((far + 30) / 50) * 50
  return { left: -reach, top: -reach, size: 2 * reach }
}
