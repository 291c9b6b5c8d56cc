// How does the counter's stage look to people two metres away? Words, the diner and the amount, out of what happened.
import type { Diner, Sale, Verdict } from '../api/types'
import { inWords } from '../i18n'
import { words } from '../i18n/words'
import { clockTime } from './clockTime'
import type { Stage } from './counter'

/** The mood of the stage: each has its own colour, picture and sound. */
export type Mood = 'idle' | 'busy' | 'yes' | 'done' | 'no' | 'pending' | 'kept'

export interface Face {
  mood: Mood
  /** The one big word. */
  word: string
  /** What to know or to do next, in a sentence. */
  sentence: string
  diner: Diner | null
  meal: Verdict['meal']
  /** What the diner pays; null when that is not the question. */
  amount: string | null
  /** What the card says about it. */
  purse: Purse | null
}

/** What is on the diner's card, in words, and whether it is enough. */
export interface Purse {
  says: string
  is: 'enough' | 'short' | 'left'
}

/** The face of the stage, in the language of this device. */
export function faceOf(stage: Stage): Face {
  const say = words.value.stage
  switch (stage.at) {
    case 'idle':
      return plain('idle', say.idle, say.idleLead)
    case 'asking':
      return stage.tries === 0 ? plain('busy', say.asking, '') : plain('kept', say.waiting, say.waitingLead)
    case 'offered':
      return { ...of(stage.verdict, 'yes', offeredWord(stage.verdict), '', stage.verdict.pays), purse: purseOf(stage.verdict) }
    case 'selling':
      return of(stage.verdict, stage.body.serve_as === 'pending' ? 'pending' : 'yes', say.selling, '', stage.body.pays ?? null)
    case 'pending':
      return of(stage.verdict, 'pending', say.pending, say.pendingLead, stage.pays)
    case 'refused':
      return of(stage.verdict, 'no', refusalWord(stage.verdict.code), refusalSentence(stage.verdict), null)
    case 'sold':
      return soldFace(stage.sale, stage.left)
    case 'noted':
      return of(stage.verdict, 'kept', say.noted, say.notedLead, stage.body.pays ?? null)
    case 'unreadable':
      return plain('no', say.unreadable, stage.what === 'door_tag' ? say.doorTagLead : say.unreadableLead)
    case 'failed':
      return plain('no', say.failed, stage.sentence === 'not_kept' ? say.notKept : inWords(stage.sentence))
  }
}

function plain(mood: Mood, word: string, sentence: string): Face {
  return { mood, word, sentence, diner: null, meal: null, amount: null, purse: null }
}

function of(verdict: Verdict, mood: Mood, word: string, sentence: string, amount: string | null): Face {
  return { mood, word, sentence, diner: verdict.diner, meal: verdict.meal, amount, purse: null }
}

function offeredWord(verdict: Verdict): string {
  const say = words.value.stage
  if (verdict.pays === '0.00') return say.free
  return verdict.code === 'guest_full_standard' ? say.guest : say.offered
}

function refusalWord(code: string): string {
  const known: Readonly<Record<string, string>> = words.value.refusal
  return known[code] ?? words.value.refusal.other
}

/** When and where somebody was served says more than any sentence; otherwise the server's own words. */
function refusalSentence({ served, message }: Verdict): string {
  if (served === null) return inWords(message)
  const { stage } = words.value
  return `${stage.servedAt(clockTime(served.at), served.lane)} · ${stage.receipt(served.receipt_no)}`
}

/** The card beside the price; of a card with nothing on it there is nothing to say. */
function purseOf({ wallet, pays }: Verdict): Purse | null {
  if (wallet === null || pays === '0.00') return null
  const say = words.value.stage
  const owes = wallet.owed === '0.00' ? [] : [say.owes(wallet.owed)]
  if (wallet.covers && wallet.left !== null) {
    const covers =
      wallet.payer === null ? [say.wallet(wallet.balance), say.walletCovers(wallet.left)] : [say.walletPayer(wallet.payer, wallet.left)]
    return { says: [...covers, ...owes].join(' · '), is: 'enough' }
  }
  const short = wallet.balance === '0.00' ? [] : [say.wallet(wallet.balance), say.walletShort]
  const said = [...short, ...owes]
  return said.length === 0 ? null : { says: said.join(' · '), is: 'short' }
}

function soldFace(sale: Sale, left: string | null): Face {
  const say = words.value.stage
  const word = sale.tender === 'owed' ? say.soldOwed : sale.pays === '0.00' ? say.soldFree : say.sold
  const tender = sale.pays === '0.00' ? [] : [words.value.tenders[sale.tender]]
  return {
    mood: 'done',
    word,
    sentence: [...tender, say.receipt(sale.receipt_no)].join(' · '),
    diner: sale.diner,
    meal: sale.meal,
    amount: sale.pays,
    purse: left === null ? null : { says: say.walletLeft(left), is: 'left' },
  }
}
