// When is what the camera sees a new scan? The same text is one scan until it has not been seen for a second.

export const UNSEEN_MS = 1000

/** What the camera saw last, and when. */
export interface Seen {
  text: string | null
  at: number
}

/** Nothing seen yet. */
export const NOTHING_SEEN: Seen = { text: null, at: Number.NEGATIVE_INFINITY }

/** Takes what one frame showed; `isNew` when it is to be treated as a scan. */
export function see(before: Seen, text: string | null, at: number): { seen: Seen; isNew: boolean } {
  if (text === null) return { seen: before, isNew: false }
  const isNew = text !== before.text || at - before.at >= UNSEEN_MS
  return { seen: { text, at }, isNew }
}
