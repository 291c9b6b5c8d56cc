// What can the cashier do now? One list for the buttons and for the keys, so that they can never disagree.
import type { Tender } from '../api/types'
import type { Counter, Stage } from './counter'

/** What an action does when it is pressed. */
export type Act =
  | { do: 'confirm'; tender: Tender }
  | { do: 'pending' | 'cancel' | 'search' | 'number' | 'guest' | 'unknown' | 'reference' }

export interface Action {
  act: Act
  /** The keys that press it; the first one is shown on the button. */
  keys: readonly string[]
  weight: 'main' | 'other' | 'quiet'
}

const TENDER_KEYS: readonly (readonly [Tender, readonly string[]])[] = [
  ['cash', ['1', 'C']],
  ['wechat', ['2', 'W']],
  ['alipay', ['3', 'A']],
]

const FINDING: readonly Action[] = [
  { act: { do: 'search' }, keys: ['S', '/'], weight: 'other' },
  { act: { do: 'number' }, keys: ['N'], weight: 'other' },
  { act: { do: 'guest' }, keys: ['G'], weight: 'other' },
  { act: { do: 'unknown' }, keys: ['U'], weight: 'other' },
]

const BACK: Action = { act: { do: 'cancel' }, keys: ['Escape'], weight: 'quiet' }
const REFERENCE: Action = { act: { do: 'reference' }, keys: ['R'], weight: 'quiet' }
const NEXT: Action = { act: { do: 'cancel' }, keys: ['Enter', 'Escape'], weight: 'main' }

/** The actions of the moment, the most likely one first. */
export function actionsFor({ stage, habits }: Counter): readonly Action[] {
  switch (stage.at) {
    case 'idle':
    case 'sold':
    case 'noted':
      return FINDING
    case 'unreadable':
      return [NEXT, ...FINDING]
    case 'asking':
      return [BACK]
    case 'selling':
      return []
    case 'offered':
      return isFree(stage) ? [...tenderActions(habits.tender, true), BACK] : [...tenderActions(habits.tender, false), REFERENCE, BACK]
    case 'pending':
      return [...tenderActions(habits.tender, false), { act: { do: 'confirm', tender: 'owed' }, keys: ['4', 'O'], weight: 'other' }, BACK]
    case 'refused':
      return mayBePending(stage) ? [NEXT, { act: { do: 'pending' }, keys: ['P'], weight: 'other' }] : [NEXT]
    case 'failed':
      return [NEXT, ...FINDING.slice(0, 2)]
  }
}

/** The action a key presses now, if any. */
export function actionOf(key: string, actions: readonly Action[]): Action | undefined {
  return actions.find(({ keys }) => keys.includes(key))
}

function tenderActions(usual: Tender, free: boolean): Action[] {
  const usualKeys = TENDER_KEYS.find(([tender]) => tender === usual)?.[1] ?? []
  const main: Action = { act: { do: 'confirm', tender: usual }, keys: ['Enter', ...usualKeys], weight: 'main' }
  // Nothing to pay: there is nothing to choose either.
  if (free) return [main]
  const others = TENDER_KEYS.filter(([tender]) => tender !== usual)
  return [main, ...others.map(([tender, keys]): Action => ({ act: { do: 'confirm', tender }, keys, weight: 'other' }))]
}

function isFree(stage: Extract<Stage, { at: 'offered' }>): boolean {
  return stage.verdict.pays === '0.00'
}

function mayBePending(stage: Extract<Stage, { at: 'refused' }>): boolean {
  return stage.verdict.pending !== null && !('unknown' in stage.wanted)
}
