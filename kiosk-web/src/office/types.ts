// The shapes the office reads from the wire. They become aliases of the generated schema.
import type { Sentence } from '../i18n'

export type Group = 'elder' | 'child' | 'guest' | 'none'
export type CardState = 'active' | 'blocked' | 'closed'
export type Role = 'admin' | 'coordinator' | 'cashier' | 'volunteer' | 'finance' | 'checker' | 'auditor'

/** A page of a list; `total` where the server counted it. */
export interface Page<T> {
  items: T[]
  next_cursor: string | null
  total?: number
}

export interface Line {
  meals: number
  standard: string
  pays: string
  subsidy: string
}

export interface DayLine extends Line {
  key: string
  name?: string | null
}

export interface VoidLine {
  sale_id: string
  receipt_no: number
  at: string
  reason: string
  staff: string
  pays: string
}

export interface PendingMeal {
  sale_id: string
  receipt_no: number
  sold_at: string
  code: string
  message: Sentence
  name: string | null
  lane: string
  cashier: string
  pays: string
}

export interface DaySheet {
  service_date: string
  canteen: { name: string }
  total: Line
  by_meal: DayLine[]
  by_lane: DayLine[]
  by_cashier: DayLine[]
  by_group: DayLine[]
  by_tender: DayLine[]
  by_funder: DayLine[]
  voids: VoidLine[]
  pending: PendingMeal[]
}

export interface MonthView {
  month: string
  summary: { group: string; meal: string; funder: string; meals: number; amount: string }[]
  total: Line
  days: ({ date: string } & Line)[]
}

export interface Resident {
  id: string
  name: string
  sex: string
  birth_date: string
  age: number
  group: Group
  grid: string | null
  compound: string | null
  building: string | null
  unit: string | null
  room: string | null
  document: string | null
  phone: string | null
  card_state: 'none' | CardState
}

export interface Fact {
  id: string
  kind: string
  value: string | null
  true_from: string
  true_to: string | null
  document: string | null
  known_since: string
}

export interface Card {
  id: string
  number: string
  resident_id: string
  name: string
  state: CardState
  issued_at: string
  state_changed_at: string
  expires_on: string | null
  batch: string
}

export interface ResidentFile extends Resident {
  note: string | null
  facts: Fact[]
  cards: Card[]
}

export interface Revealed {
  name: string
  document: string | null
  phone: string | null
}

export interface Places {
  grids: string[]
  compounds: { grid: string; compound: string; buildings: string[] }[]
}

export interface Difference {
  file_name: string
  sha256: string
  difference: string
  counts: { rows: number; new: number; changed: number; unchanged: number; wrong: number }
  columns: { header: string; meaning: string | null }[]
  wrong: WrongCell[]
  new: { row: number; name: string; summary: string }[]
  changed: { row: number; name: string; changes: { field: string; before: string; after: string }[] }[]
}

export interface WrongCell {
  row: number
  column: string
  value: string
  reason: Sentence
}

export interface Applied {
  applied: { new: number; changed: number; unchanged: number }
}

export interface Issued {
  batch: string
  issued: number
  skipped: { resident_id: string; reason: Sentence | string }[]
}

export interface PrintCard {
  number: string
  name: string
  group: Group
  grid: string | null
  compound: string | null
  building: string | null
  unit: string | null
  room: string | null
  qr_path: string
  qr_size: number
}

export interface CardSheets {
  items: PrintCard[]
  canteen: { name: string }
}

export interface Lane {
  id: string
  code: string
  name: string
  enrolled_at: string | null
  revoked_at: string | null
  last_seen_at: string | null
}

export interface LaneCode {
  code: string
  expires_at: string
  url: string
  qr_path: string
  qr_size: number
}

export interface StaffMember {
  id: string
  login: string
  name: string
  role: Role
  disabled_at: string | null
  has_pin: boolean
}

export interface PolicyView {
  version: string
  name: string
  valid_from: string
  sha256: string
  text: string
  meals: { meal: string; opens: string; closes: string; standard: string }[]
}

export interface PolicyRow {
  id: string
  version: string
  name?: string | null
  valid_from: string
  loaded_at?: string
}

export interface AuditLine {
  id: string
  at: string
  staff: string | null
  action: string
  subject: string
  detail: string
}
