// How the labels of boxes are laid out: 3 x 8 of 70 x 37 mm on a sheet of A4, and letters as large as their words allow.

export const LABELS_ON_A_SHEET = 24

/** Keeps the order: the server sorts by round and stop. */
export function sheetsOf<L>(labels: readonly L[]): L[][] {
  return Array.from({ length: Math.ceil(labels.length / LABELS_ON_A_SHEET) }, (_, at) => labels.slice(at * LABELS_ON_A_SHEET, (at + 1) * LABELS_ON_A_SHEET))
}

export type Size = 'large' | 'middle' | 'small'

/** How large the diet is written: 62 mm hold so many letters of 8.5, 6.5 and 4.2 mm; what somebody must not eat is never cut off. */
export function dietSize(words: string): Size {
  const letters = [...words].length
  if (letters <= 7) return 'large'
  return letters <= 9 ? 'middle' : 'small'
}

/** How large the words for the kitchen are written, in the same way. */
export function noteSize(words: string): Size {
  const letters = [...words].length
  if (letters <= 18) return 'large'
  return letters <= 46 ? 'middle' : 'small'
}
