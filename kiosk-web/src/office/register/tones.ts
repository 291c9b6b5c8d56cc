// How states and groups look: the word, and the colour that goes with it and never says more than the word.
import type { Group } from '../types'
import { words } from '../words'

/** The word of a card's state. */
export function cardStateWord(state: string): string {
  const named: Record<string, string> = words.value.cardStates
  return (Object.hasOwn(named, state) ? named[state] : undefined) ?? state
}

/** The colour of a card's state. */
export function cardTone(state: string): 'good' | 'bad' | 'plain' {
  if (state === 'active') return 'good'
  return state === 'blocked' ? 'bad' : 'plain'
}

/** The word of a resident's group: who lives here is no visitor, whatever the counter calls them. */
export function groupWord(group: Group): string {
  return group === 'guest' ? words.value.register.guest : words.value.groups[group]
}

/** The colour of a group. */
export function groupTone(group: Group): 'wait' | 'info' | 'plain' {
  if (group === 'elder') return 'wait'
  return group === 'child' ? 'info' : 'plain'
}
