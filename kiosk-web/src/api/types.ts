// The shapes on the wire, under the names the pages use. They become aliases of the generated schema.
import type { Sentence } from '../i18n'

export type Group = 'elder' | 'child' | 'guest' | 'none'
export type Meal = 'lunch' | 'dinner'
export type Tender = 'cash' | 'wechat' | 'alipay' | 'owed'

export interface Session {
  setup_needed: boolean
  canteen: { id: string; code: string; name: string } | null
  staff: { id: string; name: string; login: string; role: string } | null
  lane: { id: string; code: string; name: string } | null
  actions: string[]
  server_time: string
  generation: string
}

export interface Cashier {
  id: string
  name: string
  initial: string
}

export interface Diner {
  resident_id: string | null
  /** Masked; null for somebody without a name here. */
  name: string | null
  initial: string | null
  group: Group
  photo: string | null
}

export interface Share {
  funder: string
  name: string
  amount: string
}

export interface Served {
  at: string
  canteen: string
  lane: string
  receipt_no: number
}

export interface Verdict {
  outcome: 'sell' | 'refuse'
  code: string
  message: Sentence
  meal: Meal | null
  service_date: string
  diner: Diner | null
  card: { id: string; number: string; state: string } | null
  standard: string | null
  pays: string | null
  shares: Share[]
  reasons: { code: string; message: Sentence }[]
  served: Served | null
  pending: { standard: string; pays: string } | null
  policy: { version: string; sha256: string } | null
}

export interface Sale {
  id: string
  receipt_no: number
  state: 'claimable' | 'unsubsidised' | 'pending' | 'void'
  code: string
  sold_at: string
  service_date: string
  meal: Meal
  channel: string
  identified_by: 'card' | 'number' | 'name' | 'none'
  diner: Diner
  standard: string
  pays: string
  shares: Share[]
  tender: Tender
  tender_reference: string | null
  message: Sentence
  reasons: { code: string; message: Sentence }[]
  lane: { id: string; name: string }
  cashier: { id: string; name: string }
  chain: string
  voided_at: string | null
  may_void_until: string
}

/** Who is to be served: the one field of a scan or a sale that says so. */
export type Order = { token: string } | { number: string } | { resident_id: string } | { guest: true }

/** What a sale is sent as. The id is made here; the same id is the same sale for ever. */
export type SaleBody = (Order | { unknown: true }) & {
  id: string
  meal?: Meal
  tender: Tender
  tender_reference?: string
  serve_as: 'decided' | 'pending'
  pays?: string
}

export interface VoidReceipt {
  id: string
  sale_id: string
  at: string
  receipt_no: number
}

export interface Counters {
  served: number
  elder: number
  child: number
  guest: number
  pending: number
  voided: number
  pays: string
}

export interface Today {
  service_date: string
  meal: Meal | null
  meals: { meal: Meal; opens: string; closes: string; open: boolean }[]
  counters: Counters
  per_meal: { meal: Meal; counters: Counters }[]
  last: Sale[]
}

export interface Found {
  resident_id: string
  name: string
  initial: string | null
  group: Group
  building: string | null
  compound: string | null
  unit: string | null
  room: string | null
  served: boolean
}

export interface List<T> {
  items: T[]
  next_cursor: string | null
}
