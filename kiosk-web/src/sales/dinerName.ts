// How is the diner called on the counter's screens? By the masked name, or by what they are.
import type { Diner, Group } from '../api/types'
import { words } from '../i18n/words'

/** What stands beside and inside the circle. */
export interface DinerName {
  name: string
  initial: string
  group: Group
}

/** The words for a diner; somebody nobody could find is an unknown resident. */
export function dinerName(diner: Diner | null): DinerName {
  const { stage } = words.value
  if (diner === null || (diner.name === null && diner.group !== 'guest')) {
    return { name: stage.unknownDiner, initial: stage.unknownInitial, group: diner?.group ?? 'none' }
  }
  if (diner.name === null) return { name: stage.visitor, initial: stage.visitorInitial, group: 'guest' }
  return { name: diner.name, initial: diner.initial ?? [...diner.name][0] ?? '', group: diner.group }
}
