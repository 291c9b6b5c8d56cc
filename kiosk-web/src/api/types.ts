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

export type LaneShift = Schemas['LaneShift']
export type Shift = Schemas['Shift']
export type OpenShiftBody = Schemas['OpenBody']
export type CashBody = Schemas['CashBody']
export type CashPurpose = Schemas['Purpose']
export type CountBody = Schemas['CountBody']
export type ShiftCount = Schemas['Count']
export type TenderCount = Schemas['TenderCount']
export type CloseShiftBody = Schemas['CloseBody']
export type ZReport = Schemas['ZReport']

export type Receipt = Schemas['Receipt']
export type Glyph = Schemas['Glyph']
export type Printed = Schemas['Printed']
export type PrinterView = Schemas['PrinterView']

export type Money = Schemas['Money']
export type PaymentBody = Schemas['PaymentBody']
export type MoneyReceipt = Schemas['MoneyReceipt']
export type History = Schemas['History']

export type MenuBoard = Schemas['MenuBoard']
export type DisplayLink = Schemas['DisplayLink']
export type Moment = Schemas['Moment']

/** Who is to be served: exactly one of the fields of a scan that say so. */
export type Order = { token: string } | { number: string } | { resident_id: string } | { guest: true } | { unknown: true }
