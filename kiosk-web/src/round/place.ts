// How is a door written? Large: the house and the way inside; small: the part of the community.
import type { Place } from './types'

/** "七一家属院 12号楼"; empty when nobody knows. */
export function houseOf({ compound, building }: Place): string {
  return known(compound, building)
}

/** "2单元 501"; empty when nobody knows. */
export function doorOf({ unit, room }: Place): string {
  return known(unit, room)
}

function known(...parts: (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join(' ')
}
