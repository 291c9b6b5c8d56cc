// How cards are laid out on paper: ten to a sheet in the order they are handed out, a new sheet for each grid.

export const CARDS_ON_A_SHEET = 10

export interface Placed {
  grid: string | null
  compound: string | null
  building: string | null
}

export interface Sheet<C extends Placed> {
  grid: string | null
  /** Which compounds and buildings stand on it, in order: "春秋苑 1号楼、2号楼；许继花园 5号楼". */
  places: string
  cards: C[]
}

/** Keeps the order of the cards; a sheet never mixes two grids, because each grid has its own volunteers. */
export function sheetsOf<C extends Placed>(cards: readonly C[]): Sheet<C>[] {
  const sheets: C[][] = []
  for (const card of cards) {
    const last = sheets.at(-1)
    if (last === undefined || last.length === CARDS_ON_A_SHEET || last[0]?.grid !== card.grid) sheets.push([card])
    else last.push(card)
  }
  return sheets.map((each) => ({ grid: each[0]?.grid ?? null, places: placesOf(each), cards: each }))
}

function placesOf(cards: readonly Placed[]): string {
  const buildings = new Map<string, Set<string>>()
  for (const card of cards) {
    const compound = card.compound ?? ''
    const known = buildings.get(compound) ?? new Set()
    if (card.building !== null && card.building !== '') known.add(card.building)
    buildings.set(compound, known)
  }
  return [...buildings]
    .map(([compound, known]) => `${compound} ${[...known].join('、')}`.trim())
    .filter((part) => part !== '')
    .join('；')
}

/** How large a name can be written on the card: by its length, because a long one must still be whole. */
export function nameSize(name: string): 'large' | 'middle' | 'small' {
  const letters = [...name].length
  if (letters <= 4) return 'large'
  return letters <= 9 ? 'middle' : 'small'
}
