// Which colour goes with which state; the word beside it always says the same.
import type { CardState, Group } from '../types'

/** The colour of a card's state. */
export function cardTone(state: CardState | 'none'): 'good' | 'bad' | 'plain' {
  if (state === 'active') return 'good'
  return state === 'blocked' ? 'bad' : 'plain'
}

/** The colour of a group. */
export function groupTone(group: Group): 'wait' | 'info' | 'plain' {
  if (group === 'elder') return 'wait'
  return group === 'child' ? 'info' : 'plain'
}
