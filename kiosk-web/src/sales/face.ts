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
      return of(stage.verdict, 'yes', offeredWord(stage.verdict), '', stage.verdict.pays)
    case 'selling':
      return of(stage.verdict, stage.body.serve_as === 'pending' ? 'pending' : 'yes', say.selling, '', stage.body.pays ?? null)
    case 'pending':
      return of(stage.verdict, 'pending', say.pending, say.pendingLead, stage.pays)
    case 'refused':
      return of(stage.verdict, 'no', refusalWord(stage.verdict.code), refusalSentence(stage.verdict), null)
    case 'sold':
      return soldFace(stage.sale)
    case 'noted':
      return of(stage.verdict, 'kept', say.noted, say.notedLead, stage.body.pays ?? null)
    case 'unreadable':
      return plain('no', say.unreadable, say.unreadableLead)
    case 'failed':
      return plain('no', say.failed, stage.sentence === 'not_kept' ? say.notKept : inWords(stage.sentence))
  }
}

function plain(mood: Mood, word: string, sentence: string): Face {
  return { mood, word, sentence, diner: null, meal: null, amount: null }
}

function of(verdict: Verdict, mood: Mood, word: string, sentence: string, amount: string | null): Face {
  return { mood, word, sentence, diner: verdict.diner, meal: verdict.meal, amount }
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

function soldFace(sale: Sale): Face {
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
  }
}
