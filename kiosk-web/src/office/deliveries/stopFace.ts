// How does a stop look on the board? One word and one colour for where it stands.
import type { BoardStop } from '../types'
import { words } from '../words'

export type Tone = 'good' | 'wait' | 'bad' | 'plain' | 'info'

/** A search is told from the first minute on; it turns amber, then red. */
const TONE_OF: Readonly<Record<BoardStop['alarm'], Tone>> = { none: 'info', amber: 'wait', red: 'bad' }
const MINUTE_MS = 60_000

/** The word and the colour of a stop, at a moment of the server's clock. */
export function faceOf({ stop, alarm, results }: Pick<BoardStop, 'stop' | 'alarm' | 'results'>, at: string): { tone: Tone; word: string } {
  const text = words.value.rounds.stop
  const counting = results.find(({ counts }) => counts)?.outcome
  switch (stop.state) {
    case 'waiting':
      return { tone: 'plain', word: text.waiting }
    case 'searching': {
      const minutes = Math.max(0, Math.floor((Date.parse(at) - Date.parse(stop.since)) / MINUTE_MS))
      return { tone: TONE_OF[alarm], word: text.searching(minutes) }
    }
    case 'delivered':
      return { tone: 'good', word: text.delivered }
    case 'unproved':
      return { tone: 'wait', word: text.unproved }
    case 'settled':
      return stop.decision === 'delivered' ? { tone: 'good', word: text.settled_delivered } : { tone: 'info', word: text.settled_not_delivered }
    case 'not_delivered':
      // Nobody stood before the elder's door: the register is wrong, or somebody is not where everybody thinks.
      if (counting === 'wrong_address') return { tone: 'bad', word: text.wrong_address }
      // She did not want it: nothing went wrong on the way.
      if (counting === 'refused') return { tone: 'info', word: text.refused }
      if (counting === 'handed_over' || counting === 'neighbour') return { tone: 'info', word: text.undone }
      return { tone: 'info', word: text.not_delivered }
  }
}

/** Has the stop ended, so that nothing keeps its round open? */
export function isOver({ stop }: Pick<BoardStop, 'stop'>): boolean {
  return stop.state !== 'waiting' && stop.state !== 'searching'
}
