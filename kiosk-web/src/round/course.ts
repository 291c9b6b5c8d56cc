// How far is the round? Which stop comes next, which are still open, is it over, is the food still hot? Pure: the round, what
// was reported on this phone, and the time.
import { serviceDay } from '../offline/serviceDay'
import { isSearchOver } from './ladder'
import type { Queue, Said } from './queue'
import type { Round, Stop } from './types'

/** Nothing yet, somebody did not open and is looked for, or ended, with the meal handed over or not. */
export type StopState = 'to_do' | 'searching' | 'handed_over' | 'ended'

/** How long the food has been on its way. */
export type Heat = { is: 'not_packed' } | { is: 'hot' | 'hurry'; minutesLeft: number } | { is: 'too_late'; minutesOver: number }

const HURRY_MINUTES = 30
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** So many days after its own the server still takes what happened on a round. */
const LATE_DAYS = 3

/** The round as the volunteer has left it: what the server knows, and on top what was reported here. */
export function withReports(round: Round, queue: Queue): Round {
  return queue.reduce((sofar, { said }) => withSaid(sofar, said), round)
}

/** The round after one report. */
export function withSaid(round: Round, said: Said): Round {
  return { ...round, stops: round.stops.map((stop) => (stop.id === said.body.stop_id ? stopAfter(stop, said) : stop)) }
}

/** The stop's state. What was tried in vain stays open until the search is over or the meal is handed over. */
export function stateOf({ result, ladder }: Stop): StopState {
  if (result === null) return 'to_do'
  switch (result.outcome) {
    case 'handed_over':
    case 'neighbour':
      return 'handed_over'
    case 'not_at_home':
      return isSearchOver(ladder) ? 'ended' : 'searching'
    case 'refused':
    case 'wrong_address':
      return 'ended'
  }
}

/** True while somebody has to go there, or is looked for. */
export function isOpen(stop: Stop): boolean {
  const state = stateOf(stop)
  return state === 'to_do' || state === 'searching'
}

/** True while the meal may still be handed over: nobody was there, or nobody opened, whether the search is over or not. */
export function mayHandOver({ result }: Stop): boolean {
  return result === null || result.outcome === 'not_at_home'
}

/** The stops in the order in which they are walked. */
export function inOrder(round: Round): Stop[] {
  return [...round.stops].sort((a, b) => a.stop_no - b.stop_no)
}

/** The stop to go to: the first to which nobody has been; then the first where somebody is still looked for. */
export function nextStop(round: Round): Stop | null {
  const stops = inOrder(round)
  return stops.find((stop) => stateOf(stop) === 'to_do') ?? searching(round)[0] ?? null
}

/** The stops where nobody opened and nobody has been reached yet. */
export function searching(round: Round): Stop[] {
  return inOrder(round).filter((stop) => stateOf(stop) === 'searching')
}

/** The first stop with a meal handed over of which nobody has said whether it was paid. */
export function untold(round: Round): Stop | null {
  return inOrder(round).find(({ result }) => result?.money_untold === true) ?? null
}

/** How many stops have ended. */
export function ended(round: Round): number {
  return round.stops.filter((stop) => !isOpen(stop)).length
}

/** True when the round may be closed: every stop has ended, and the server knows it. */
export function mayClose(round: Round, queue: Queue): boolean {
  return queue.length === 0 && round.stops.every((stop) => !isOpen(stop))
}

/** True when the round's day is past, or was closed. */
export function isOver(round: Round, now: number): boolean {
  return round.closed || round.service_date < serviceDay(now)
}

/** What is left of a round that is over: whose reports the server has not taken yet, by name only, so that a person can still be told.
 * Nothing once the server takes none of it any more. */
export function leftOf(round: Round, queue: Queue, now: number): Round | null {
  if (queue.length === 0 || round.service_date < serviceDay(now - LATE_DAYS * DAY_MS)) return null
  return { ...round, stops: round.stops.filter(({ id }) => queue.some(({ said }) => said.body.stop_id === id)).map(nameOnly) }
}

/** How hot the food still is. */
export function heatOf({ hot_until }: Round, now: number): Heat {
  if (hot_until === null) return { is: 'not_packed' }
  const minutes = (Date.parse(hot_until) - now) / MINUTE_MS
  if (minutes <= 0) return { is: 'too_late', minutesOver: Math.floor(Math.abs(minutes)) }
  return { is: minutes <= HURRY_MINUTES ? 'hurry' : 'hot', minutesLeft: Math.ceil(minutes) }
}

/** The first final result counts, as it does on the server; a stop that is looked for may still end otherwise. */
function stopAfter(stop: Stop, said: Said): Stop {
  if (said.kind === 'photo') return stop
  if (said.kind === 'ladder') {
    const { rung, at, who, found } = said.body
    const isKnown = stop.ladder.some((step) => step.rung === rung && step.at === at)
    return isKnown ? stop : { ...stop, ladder: [...stop.ladder, { rung, at, who, found }] }
  }
  const { outcome, token, at, welfare, collected } = said.body
  if (stop.result?.money_untold === true && collected !== null) return { ...stop, result: { ...stop.result, money_untold: false } }
  if (!mayHandOver(stop) || (stop.result !== null && outcome === 'not_at_home')) return stop
  const isHandOver = outcome === 'handed_over' || outcome === 'neighbour'
  const money_untold = isHandOver && stop.collect !== null && collected === null
  return { ...stop, result: { outcome, proof: proofOf(token), at, welfare, money_untold } }
}

/** Whose stop it is, and nothing else of what the volunteer had to know. */
function nameOnly({ id, stop_no, name }: Stop): Stop {
  const place = { grid: '', compound: '', building: '', unit: '', room: '' }
  const nothing = { x_m: null, y_m: null, lift: null, collect: null, phone: null, result: null }
  return { id, stop_no, name, place, ...nothing, diets: [], diet_note: '', door_note: '', pays: 'wallet', contacts: [], ladder: [] }
}

function proofOf(token: string | null): 'door_tag' | 'card' | null {
  if (token === null) return null
  return token.startsWith('2') ? 'door_tag' : 'card'
}
