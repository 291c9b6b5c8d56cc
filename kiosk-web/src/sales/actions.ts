// What can the cashier do now? One list for the buttons and for the keys, so that they can never disagree.
import type { Tender, Verdict } from '../api/types'
import { isPaidByWallet, type Counter, type Stage } from './counter'

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
const OWED: Action = { act: { do: 'confirm', tender: 'owed' }, keys: ['4', 'O'], weight: 'other' }
const BY_WALLET: Action = { act: { do: 'confirm', tender: 'wallet' }, keys: ['Enter', '5', 'K'], weight: 'main' }

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
      return offeredActions(stage.verdict, habits.tender)
    case 'pending':
      return [...tenderActions(habits.tender), OWED, BACK]
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

function offeredActions(verdict: Verdict, usual: Tender): readonly Action[] {
  const tenders = isPaidByWallet(verdict) ? [BY_WALLET, ...TENDER_KEYS.map(other)] : tenderActions(usual)
  // Nothing to pay: there is nothing to choose either.
  if (verdict.pays === '0.00') return [...tenders.slice(0, 1), BACK]
  return [...tenders, ...(verdict.wallet?.may_owe === true ? [OWED] : []), REFERENCE, BACK]
}

function tenderActions(usual: Tender): Action[] {
  const usualKeys = TENDER_KEYS.find(([tender]) => tender === usual)?.[1] ?? []
  const main: Action = { act: { do: 'confirm', tender: usual }, keys: ['Enter', ...usualKeys], weight: 'main' }
  return [main, ...TENDER_KEYS.filter(([tender]) => tender !== usual).map(other)]
}

function other([tender, keys]: (typeof TENDER_KEYS)[number]): Action {
  return { act: { do: 'confirm', tender }, keys, weight: 'other' }
}

function mayBePending(stage: Extract<Stage, { at: 'refused' }>): boolean {
  return stage.verdict.pending !== null && !('unknown' in stage.wanted)
}
