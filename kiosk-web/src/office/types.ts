// The shapes on the wire, under the names the office uses. All are the server's own: schema.d.ts is generated from its
// OpenAPI by `npm run api`.
import type { components } from '../api/schema'

type Schemas = components['schemas']

/** A page of a list; `total` where the server counted it. */
export interface Page<T> {
  items: T[]
  next_cursor?: string | null
  total?: number
}

export type Group = Schemas['DinerGroup']
export type Role = Schemas['Role']
export type Action = Schemas['Action']

export type Line = Schemas['Line']
export type KeyedLine = Schemas['KeyedLine']
export type Difference = Schemas['Difference']
export type DaySheet = Schemas['DaySheet']
export type VoidLine = Schemas['VoidLine']
export type PendingMeal = Schemas['PendingMeal']
export type MonthView = Schemas['MonthView']
export type Slip = Schemas['Slip']
export type Slips = Schemas['Slips']

export type Resident = Schemas['ResidentView']
export type ResidentFile = Schemas['ResidentDetail']
export type ResidentCard = Schemas['ResidentCard']
export type Places = Schemas['PlacesView']
export type Fact = Schemas['FactView']
export type NewFact = Schemas['NewFact']
export type Revealed = Schemas['Revealed']

export type DryRun = Schemas['DryRun']
export type WrongCell = Schemas['WrongView']
export type Applied = Schemas['Imported']

export type Card = Schemas['CardView']
export type CardState = Schemas['CardState']
export type Issued = Schemas['Issued']
export type PrintCard = Schemas['SheetCard']
export type CardSheets = Schemas['Sheets']

export type WalletLine = Schemas['WalletLine']
export type WalletList = Schemas['WalletList']
export type WalletTotals = Schemas['WalletTotals']
export type WalletFile = Schemas['WalletFile']
export type WalletEvent = Schemas['WalletStatementLine']
export type Payer = Schemas['PayerView']
export type OfficeTender = Schemas['OfficeTender']
export type Settled = Schemas['Settled']

export type ShiftLine = Schemas['ShiftLine']
export type ShiftFile = Schemas['ShiftFile']
export type ZReport = Schemas['ZReport']

export type Lane = Schemas['Lane']
export type Printer = Schemas['PrinterView']
export type NewPrinter = Schemas['PrinterBody']
export type LaneCode = Schemas['LaneCode']
export type StaffMember = Schemas['StaffMember']
export type NewStaff = Schemas['StaffBody']
export type PolicyView = Schemas['PolicyView']
export type PolicyRow = Schemas['PolicyRow']
export type Act = Schemas['Act']
export type AuditLine = Schemas['AuditLine']
export type Session = Schemas['Session']
export type PasswordChange = Schemas['PasswordChange']
export type SetUp = Schemas['SetUp']

export type TrialBalance = Schemas['TrialBalance']
export type AccountLine = Schemas['AccountLine']
export type ClassLine = Schemas['ClassLine']
export type Statement = Schemas['Statement']
export type StatementLine = Schemas['StatementLine']
export type Advances = Schemas['Advances']
export type Advance = Schemas['Advance']
export type TransferBody = Schemas['TransferBody']
export type Transfer = Schemas['Transfer']
export type FunderPaymentBody = Schemas['FunderPaymentBody']
export type FunderPayment = Schemas['FunderPayment']
export type MerchantStatement = Schemas['MerchantStatement']
export type Reconciliation = Schemas['Reconciliation']
export type StatementEntry = Schemas['StatementEntry']
export type TenderEntry = Schemas['TenderEntry']
