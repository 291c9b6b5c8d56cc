// What the keys of a day sheet are called on the screen.
import type { KeyedLine } from '../types'
import { words } from '../words'

export type Breakdown = 'meal' | 'lane' | 'cashier' | 'group' | 'tender' | 'funder'

/** The word of a key in one breakdown; a key without a word of ours keeps the server's name. */
export function nameOf(by: Breakdown, line: Pick<KeyedLine, 'key' | 'name'>): string {
  const named = by === 'meal' ? words.value.meals : by === 'group' ? words.value.groups : by === 'tender' ? words.value.tenders : {}
  return wordIn(named, line.key) ?? line.name ?? line.key
}

function wordIn(named: Record<string, string>, key: string): string | undefined {
  return Object.hasOwn(named, key) ? named[key] : undefined
}
