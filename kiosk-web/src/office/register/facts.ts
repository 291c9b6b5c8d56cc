// What the dated facts of a resident are called, and which of them are over.
import type { Fact } from '../types'
import { words } from '../words'

function wordIn(named: Record<string, string>, key: string): string | undefined {
  return Object.hasOwn(named, key) ? named[key] : undefined
}

/** The kind of a fact in words. */
export function factWord(kind: string): string {
  return wordIn(words.value.facts.kinds, kind) ?? kind
}

/** The value of a fact in words; a word of the community's own stays as it is. */
export function factValue(fact: Pick<Fact, 'kind' | 'value'>): string {
  const value = fact.value ?? ''
  if (fact.kind === 'class') return wordIn(words.value.facts.classes, value) ?? value
  if (fact.kind === 'residency') return wordIn(words.value.facts.residencies, value) ?? value
  return value
}

/** Did the fact stop being true before this day? The last day counts as true. */
export function isOver(fact: Pick<Fact, 'true_to'>, day: string): boolean {
  return Boolean(fact.true_to) && (fact.true_to ?? '') < day
}
