// What is there to say of a stop beside where it stands? A scan that was not hers, money that is missing, who took the meal, and what
// each report from the door says: all that a second person needs to decide. Pure.
import { timeOf, yuan } from '../parts/format'
import type { BoardResult, BoardStop } from '../types'
import { words } from '../words'
import type { Tone } from './stopFace'

export interface Told {
  tone: Tone
  word: string
}

type Stop = Pick<BoardStop, 'pays' | 'price' | 'results'>

const NOTHING = '0.00'
/** A report that came so much later than it happened is said to be late. */
const LATE_MS = 10 * 60_000

/** The report that counts, else the one whose money nobody has spoken of, else the last one. */
export function countingOf({ results }: Pick<BoardStop, 'results'>): BoardResult | undefined {
  return results.find(({ counts }) => counts) ?? results.find(({ money_untold }) => money_untold) ?? results.at(-1)
}

/** What was due and what was given; nothing where nothing was due and nothing given. */
export function moneyOf({ pays, price }: Pick<BoardStop, 'pays' | 'price'>, result: BoardResult): Told | null {
  const text = words.value.stops
  const isHandOver = result.outcome === 'handed_over' || result.outcome === 'neighbour'
  const due = isHandOver && pays === 'cash' ? price : NOTHING
  const { collected } = result
  if (due === NOTHING) return collected === NOTHING ? null : { tone: 'bad', word: text.notDue(yuan(collected)) }
  if (result.money_untold) return { tone: 'wait', word: text.untold(yuan(due)) }
  if (collected === NOTHING) return { tone: 'wait', word: text.notCollected(yuan(due)) }
  return collected === due ? { tone: 'good', word: text.collected(yuan(due)) } : { tone: 'bad', word: text.differs(yuan(due), yuan(collected)) }
}

/** Who took the meal, if it was not she. */
export function takerOf({ outcome, person }: BoardResult): string | null {
  const text = words.value.stops
  if (outcome === 'neighbour') return person === '' ? text.neighbourUnnamed : text.neighbour(person)
  return person === '' ? null : text.taker(person)
}

/** What was scanned; nothing is expected where nobody took the meal. */
export function scanOf({ outcome, proof, code }: BoardResult): Told | null {
  const text = words.value.stops
  if (code === 'proof_not_hers') return { tone: 'bad', word: text.strangeScan }
  if (proof) return { tone: 'good', word: text.proofs[proof] }
  return outcome === 'handed_over' || outcome === 'neighbour' ? { tone: 'wait', word: text.noScan } : null
}

/** What the board has to point at, in one line each. */
export function flagsOf(stop: Stop): Told[] {
  const text = words.value.stops
  const result = countingOf(stop)
  const flags: Told[] = stop.results.some(({ code }) => code === 'proof_not_hers') ? [{ tone: 'bad', word: text.strangeScan }] : []
  const money = result === undefined ? null : moneyOf(stop, result)
  return money === null || money.tone === 'good' ? flags : [...flags, money]
}

/** One report in full: when and who, then everything that it says. */
export function reportOf(stop: Stop, result: BoardResult): { at: string; who: string; says: Told[] } {
  const text = words.value.stops
  const plain = (word: string | null): Told[] => (word === null ? [] : [{ tone: 'plain', word }])
  const isLate = Date.parse(result.received_at) - Date.parse(result.at) > LATE_MS
  const isOneOfSome = stop.results.length > 1 && stop.results.some(({ counts }) => counts)
  const says = [
    ...plain(words.value.watch.questions.outcomes[result.outcome]),
    ...[scanOf(result) ?? []].flat(),
    ...plain(takerOf(result)),
    ...[moneyOf(stop, result) ?? []].flat(),
    ...(result.welfare ? [{ tone: result.welfare === 'good' ? ('plain' as const) : ('bad' as const), word: text.welfares[result.welfare] }] : []),
    ...(isLate ? plain(text.arrived(timeOf(result.received_at))) : []),
    ...(isOneOfSome ? plain(result.counts ? text.counts : text.beside) : []),
  ]
  return { at: timeOf(result.at), who: result.volunteer, says }
}
