// What is asked before a round is changed for good, and what the asking says will happen. Pure.
import type { BoardRound, Volunteer } from '../types'
import { words } from '../words'
import { leftOf } from './stopMoves'

export type RoundAsk =
  | { kind: 'pack' | 'close' | 'revoke' | 'walk'; round: BoardRound }
  | { kind: 'merge'; round: BoardRound; to: BoardRound }
  | { kind: 'hand_over'; round: BoardRound; to: Volunteer }

/** The words of the question; `danger` where what happens cannot be taken back. */
export function sayAsk(ask: RoundAsk): { title: string; hint: string; confirm: string; danger: boolean } {
  const text = words.value.rounds
  const nameOf = ({ round_no, grid }: BoardRound): string => text.round(round_no, grid)
  const round = nameOf(ask.round)
  const left = leftOf(ask.round).length
  switch (ask.kind) {
    case 'pack':
      return { title: text.packTitle, hint: text.packHint, confirm: text.pack, danger: false }
    case 'close':
      return { title: text.closeTitle, hint: text.closeHint, confirm: text.close, danger: false }
    case 'revoke':
      return { title: text.revokeTitle(round), hint: text.revokeHint(ask.round.volunteer ?? text.revokeNobody), confirm: text.revokeGo, danger: true }
    case 'walk':
      return { title: text.walkTitle(round), hint: text.walkHint, confirm: text.walkGo, danger: true }
    case 'merge': {
      const to = nameOf(ask.to)
      const hint = [text.mergeHint(to, ask.to.volunteer ?? text.mergeNobody), ...(left === ask.round.stops.length ? [text.mergeEmpties(round)] : []), text.mergeUndo]
      return { title: text.mergeTitle(round, left, to), hint: hint.join(' '), confirm: text.mergeGo, danger: false }
    }
    case 'hand_over':
      return { title: text.handOverTitle(left, ask.to.name), hint: text.handOverHint, confirm: text.handOverGo, danger: false }
  }
}
