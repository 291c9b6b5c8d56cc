// How an address of the register is written on one line.

export interface Place {
  compound?: string | null
  building?: string | null
  unit?: string | null
  room?: string | null
}

/** "春秋苑 2号楼 1单元 101": what is known of compound, building, unit and room. */
export function placeOf(place: Place): string {
  return [place.compound, place.building, place.unit, place.room].filter((part) => part).join(' ')
}
