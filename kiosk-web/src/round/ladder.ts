// Nobody opens: what is tried next, since when has nobody been reached, and is the search over? Pure. Nothing closes the ladder by
// itself.
import type { Contact, LadderStep, Rung, Stop } from './types'

/** The rungs from the door to the emergency call, in the order in which they are tried. */
export const RUNGS: readonly Rung[] = ['ring', 'phone', 'neighbour', 'grid_worker', 'emergency']

const MINUTE_MS = 60_000
const AMBER_MINUTES = 10
const RED_MINUTES = 20

/** How long somebody has been looked for. */
export interface Searched {
  minutes: number
  is: 'fresh' | 'amber' | 'red'
}

/** True when the search is over, as the server counts it: somebody knows where the elder is, or the office has ended it with words. */
export function isSearchOver(steps: readonly LadderStep[]): boolean {
  return steps.some(({ rung, found }) => found === 'reached' || rung === 'closed')
}

/** The rung to try next: the one above the highest that was tried. The last one stays. */
export function nextRung(steps: readonly LadderStep[]): Rung {
  const highest = Math.max(-1, ...steps.map(({ rung }) => RUNGS.indexOf(rung)))
  return RUNGS[highest + 1] ?? 'emergency'
}

/** Whose job it is to look: the grid worker, or whoever answers in the community. */
const OF_THE_GRID = /网格|社区|居委|grid|community/i
const NEXT_DOOR = /邻|neighbour|neighbor/i

/** Whom of those around the elder the rung means. Nobody is offered in the place of somebody else. */
export function contactsFor(rung: Rung, contacts: readonly Contact[]): Contact[] {
  const isGrid = ({ relation }: Contact): boolean => OF_THE_GRID.test(relation)
  const isNear = ({ relation }: Contact): boolean => NEXT_DOOR.test(relation)
  if (rung === 'phone') return contacts.filter((one) => !isGrid(one) && !isNear(one))
  if (rung === 'neighbour') return contacts.filter(isNear)
  return rung === 'grid_worker' ? contacts.filter(isGrid) : []
}

/** How long the stop has been open; the coordinator's board turns amber and red at the same minutes. */
export function searchedSince({ result }: Stop, now: number): Searched {
  const minutes = result === null ? 0 : Math.max(0, Math.floor((now - Date.parse(result.at)) / MINUTE_MS))
  return { minutes, is: minutes >= RED_MINUTES ? 'red' : minutes >= AMBER_MINUTES ? 'amber' : 'fresh' }
}
