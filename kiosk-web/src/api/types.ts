// The shapes on the wire, under the names the counter uses. All are the server's own: schema.d.ts is generated from its
// OpenAPI by `npm run api`.
import type { components } from './schema'

type Schemas = components['schemas']

export type Group = Schemas['DinerGroup']
export type Meal = Schemas['Meal']
export type Tender = Schemas['Tender']

export type Session = Schemas['Session']
export type Cashier = Schemas['Cashier']
export type CashierList = Schemas['CashierList']

export type Diner = Schemas['DinerView']
export type Verdict = Schemas['Verdict']
export type Sale = Schemas['Sale']
export type SaleBody = Schemas['SaleBody']
export type VoidBody = Schemas['VoidBody']
export type VoidReceipt = Schemas['Void']
export type Today = Schemas['Today']
export type Found = Schemas['FoundResident']
export type FoundList = Schemas['FoundList']

/** Who is to be served: exactly one of the fields of a scan that say so. */
export type Order = { token: string } | { number: string } | { resident_id: string } | { guest: true } | { unknown: true }
