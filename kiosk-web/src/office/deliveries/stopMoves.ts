// Where does a stop go when it is dragged, stepped or sent to another round, and how does a round change hands? Pure.
import type { BoardRound, BoardStop } from '../types'
import { isOver } from './stopFace'

/** Stops that go in front of another one (at the end without) of their own round, of another, or of a new one. */
export interface Put {
  stops: readonly string[]
  to: string | 'new'
  before: string | null
}

/** The order of a round after some of its stops were put in front of another one, or at the end. */
export function ordered(all: readonly string[], moved: readonly string[], before: string | null): string[] {
  const others = all.filter((id) => !moved.includes(id))
  const at = before === null ? -1 : others.indexOf(before)
  return at < 0 ? [...others, ...moved] : [...others.slice(0, at), ...moved, ...others.slice(at)]
}

/** In front of which stop one stands after a step up or down; undefined where there is no further to go. */
export function stepped(all: readonly string[], stop: string, by: -1 | 1): string | null | undefined {
  const at = all.indexOf(stop)
  if (at < 0 || at + by < 0 || at + by >= all.length) return undefined
  return all[by < 0 ? at - 1 : at + 2] ?? null
}

/** In front of which stop something is dropped: the first one whose middle is below the pointer. */
export function droppedBefore(rows: readonly { id: string; middle: number }[], y: number): string | null {
  return rows.find(({ middle }) => y < middle)?.id ?? null
}

/** May stops of one round go to the other? Neither is closed, and both are packed or none is. */
export function mayTake(from: BoardRound, to: BoardRound): boolean {
  const isOpen = (round: BoardRound): boolean => round.closed_at === null
  return from.id !== to.id && isOpen(from) && isOpen(to) && (from.packed_at === null) === (to.packed_at === null)
}

/** The stops of a round that somebody else can still take over. */
export function leftOf(round: BoardRound): BoardStop[] {
  return round.stops.filter((stop) => !isOver(stop))
}

/** How a round gets another volunteer: freely while nobody carries it. From then on only what is left is handed over: the phone that has
 * the round may hold reports that nobody has seen yet, and keeps its right to bring them. */
export function changeOf(round: BoardRound): 'give' | 'hand_over' | 'none' {
  if (round.closed_at !== null) return 'none'
  if (round.packed_at === null || round.volunteer_id === null) return 'give'
  return leftOf(round).length > 0 ? 'hand_over' : 'none'
}
