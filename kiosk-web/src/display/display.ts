// What stands on the diner's screen, and for how long? A pure reducer over what the counter says and what time it is. A price
// is shown only while the line to the counter is alive; what has happened (thanks, 已就餐) stays true without it.
import type { Moment } from '../api/types'
import type { Sentence } from '../i18n'

export type Welcome = Extract<Moment, { kind: 'welcome' }>
/** A moment that belongs to one diner. */
export type DinersMoment = Exclude<Moment, { kind: 'welcome' | 'cleared' }>

/** The line to the counter. */
export type Line = { is: 'live' } | { is: 'broken'; since: number } | { is: 'refused'; sentence: Sentence }

export interface Display {
  readonly line: Line
  readonly shown: { readonly moment: DinersMoment; readonly until: number } | null
  /** What the counter last said of itself; null before it has said anything. */
  readonly welcome: Welcome | null
  /** What this screen's clock has to be corrected by, in milliseconds. */
  readonly clockOffsetMs: number
}

export type DisplayEvent =
  | { type: 'heard'; moment: Moment; at: number }
  | { type: 'broke'; at: number }
  | { type: 'refused'; sentence: Sentence }
  | { type: 'ticked'; at: number }

/** Long enough to read twice, short enough not to be the next diner's. The counter clears a price earlier. */
const LASTS_MS: Readonly<Record<DinersMoment['kind'], number>> = { price: 120_000, sold: 12_000, served: 15_000, ask: 60_000 }
/** A line may break for a moment without anybody being told. */
const OUT_OF_TOUCH_MS = 4000

/** A screen that has just been switched on. */
export function openDisplay(at: number): Display {
  return { line: { is: 'broken', since: at }, shown: null, welcome: null, clockOffsetMs: 0 }
}

/** The screen after the event. */
export function step(display: Display, event: DisplayEvent): Display {
  switch (event.type) {
    case 'heard':
      return heard({ ...display, line: { is: 'live' } }, event.moment, event.at)
    case 'broke':
      return broke(display, event.at)
    case 'refused':
      return { ...display, line: { is: 'refused', sentence: event.sentence }, shown: null }
    case 'ticked':
      return display.shown !== null && display.shown.until <= event.at ? { ...display, shown: null } : display
  }
}

/** True when the line has been broken for so long that people should look elsewhere. */
export function isOutOfTouch({ line }: Display, at: number): boolean {
  return line.is === 'broken' && at - line.since >= OUT_OF_TOUCH_MS
}

function heard(display: Display, moment: Moment, at: number): Display {
  switch (moment.kind) {
    case 'welcome':
      return { ...display, welcome: moment, clockOffsetMs: Date.parse(moment.at) - at }
    case 'cleared':
      return display.shown?.moment.kind === 'sold' ? display : { ...display, shown: null }
    case 'price':
    case 'sold':
    case 'served':
    case 'ask':
      return { ...display, shown: { moment, until: at + LASTS_MS[moment.kind] } }
  }
}

function broke(display: Display, at: number): Display {
  const { line, shown } = display
  const isFact = shown?.moment.kind === 'sold' || shown?.moment.kind === 'served'
  return { ...display, line: line.is === 'broken' ? line : { is: 'broken', since: at }, shown: isFact ? shown : null }
}
