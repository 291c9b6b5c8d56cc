// The shapes of a round on the wire, under the names its page uses.
import type { Sentence } from '../i18n'
import type { Meal } from '../api/types'

/** How a stop ended. */
export type Outcome = 'handed_over' | 'neighbour' | 'not_at_home' | 'refused' | 'wrong_address'
/** How the elder is. */
export type Welfare = 'good' | 'unusual' | 'help'
/** What was scanned at the door. */
export type Proof = 'door_tag' | 'card'
/** What is tried, one after the other, when nobody opens. */
export type Rung = 'ring' | 'phone' | 'neighbour' | 'grid_worker' | 'emergency'
/** What a rung came to. */
export type Found = 'reached' | 'not_reached'

/** Where somebody lives; what is not known is null. */
export interface Place {
  grid: string | null
  compound: string | null
  building: string | null
  unit: string | null
  room: string | null
}

/** Somebody to ask about a resident. */
export interface Contact {
  name: string
  relation: string
  phone: string
}

/** How a stop ended, as the server and this phone know it. */
export interface StopResult {
  outcome: Outcome
  proof: Proof | null
  at: string
  welfare: Welfare | null
}

/** One rung that was tried. */
export interface LadderStep {
  rung: Rung
  at: string
  who: string | null
  found: Found
}

/** One door of the round. */
export interface Stop {
  id: string
  stop_no: number
  name: string
  place: Place
  /** Metres to the east and to the north on the sketch of the community; null when nobody has said where the building stands. */
  x_m: number | null
  y_m: number | null
  lift: boolean | null
  diets: { code: string; words: string }[]
  diet_note: string | null
  door_note: string | null
  /** What is to be collected at the door, in yuan; null when nothing is. */
  collect: string | null
  pays: 'wallet' | 'owed' | 'cash'
  phone: string | null
  contacts: Contact[]
  result: StopResult | null
  ladder: LadderStep[]
}

/** One volunteer's round of one meal. */
export interface Round {
  round_id: string
  service_date: string
  meal: Meal
  round_no: number
  volunteer: string
  canteen: string
  packed_at: string | null
  /** When the food is no longer hot enough to be given out; null while it is not packed. */
  hot_until: string | null
  closed: boolean
  stops: Stop[]
}

/** What the phone says about the end of a stop. `token` is the scanned text: the server finds out what and whose it is. */
export interface ResultBody {
  id: string
  stop_id: string
  at: string
  outcome: Outcome
  token: string | null
  person: string | null
  collected: string | null
  welfare: Welfare | null
  note: string | null
}

/** What the phone says about one rung. */
export interface LadderBody {
  id: string
  stop_id: string
  at: string
  rung: Rung
  who: string | null
  found: Found
  note: string | null
}

/** What is sent in one piece. */
export interface ReportsBody {
  results: ResultBody[]
  ladder: LadderBody[]
}

/** What became of one report. `message` is what the volunteer should know. */
export interface TakenReport {
  id: string
  state: 'booked' | 'recorded' | 'kept'
  code: string | null
  message: Sentence | null
}

/** The answer to reports, in the order in which they were sent. */
export interface TakenReports {
  items: TakenReport[]
}
