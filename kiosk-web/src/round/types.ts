// The shapes of a round on the wire, under the names its page uses. All are the server's own.
import type { components } from '../api/schema'

type Schemas = components['schemas']

export type Place = Schemas['Doorway']
export type Outcome = Schemas['StopOutcome']
export type Welfare = Schemas['Welfare']
export type Proof = Schemas['Proof']
export type Rung = Schemas['Rung']
export type Found = Schemas['Found']

/** How a stop ended, as the server and this phone know it. */
export type StopResult = Omit<Schemas['SheetResult'], 'id'>
/** One rung that was tried. */
export type LadderStep = Omit<Schemas['SheetStep'], 'who' | 'staff'> & { who: string | null }
/** One door of the round, with what this phone knows about it. */
export type Stop = Omit<Schemas['SheetStop'], 'result' | 'ladder'> & { result: StopResult | null; ladder: LadderStep[] }
/** One volunteer's round of one meal. */
export type Round = Omit<Schemas['RoundSheet'], 'at' | 'stops'> & { stops: Stop[] }

/** Somebody around the elder who may be called. */
export type Contact = Schemas['SheetContact']

/** What the phone says about the end of a stop. `token` is the scanned text: the server finds out what and whose it is. */
export type ResultBody = Required<Schemas['ResultReport']>
/** What the phone says about one rung. */
export type LadderBody = Required<Schemas['LadderReport']>
/** A photo that was taken at a stop. */
export type PhotoBody = Schemas['PhotoReport']
/** What is sent in one piece. */
export type ReportsBody = Required<Schemas['Reports']> & { results: ResultBody[]; ladder: LadderBody[]; photos: PhotoBody[] }
/** What became of one report. */
export type TakenReport = Schemas['ReportTaken']
/** The answer to reports, in the order in which they were sent. */
export type TakenReports = Schemas['ReportsTaken']
