// How cards are laid out on paper: ten to a sheet, in the order they are handed out.

export const CARDS_ON_A_SHEET = 10

export interface Placed {
  grid?: string | null
  compound?: string | null
  building?: string | null
}

export interface Sheet<C extends Placed> {
  /** Which grids, compounds and buildings stand on it, in order: "第1网格 春秋苑 1号楼、2号楼；第2网格 许继花园 5号楼". */
  places: string
  cards: C[]
}

/** Keeps the order of the cards: the server sorts them by grid, compound and building. */
export function sheetsOf<C extends Placed>(cards: readonly C[]): Sheet<C>[] {
  const sheets: Sheet<C>[] = []
  for (let at = 0; at < cards.length; at += CARDS_ON_A_SHEET) {
    const these = cards.slice(at, at + CARDS_ON_A_SHEET)
    sheets.push({ places: placesOf(these), cards: these })
  }
  return sheets
}

function placesOf(cards: readonly Placed[]): string {
  const buildings = new Map<string, Set<string>>()
  for (const card of cards) {
    const around = [card.grid, card.compound].filter((part) => part).join(' ')
    const known = buildings.get(around) ?? new Set()
    if (card.building) known.add(card.building)
    buildings.set(around, known)
  }
  return [...buildings]
    .map(([around, known]) => `${around} ${[...known].join('、')}`.trim())
    .filter((part) => part !== '')
    .join('；')
}

/** How large a name can be written on the card: by its length, because a long one must still be whole. */
export function nameSize(name: string): 'large' | 'middle' | 'small' {
  const letters = [...name].length
  if (letters <= 4) return 'large'
  return letters <= 9 ? 'middle' : 'small'
}
