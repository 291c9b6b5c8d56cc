// How is a moment said to a diner? The one big word, the amount, and what to know besides. Nothing here knows a group.
import { inWords } from '../i18n'
import { displayWords } from '../i18n/displayWords'
import type { DinersMoment } from './display'

export interface MomentFace {
  name: string | null
  word: string
  /** What is to be paid; null when that is not the question. */
  amount: string | null
  lines: readonly string[]
}

/** The face of the moment, in the language of this screen. */
export function momentFace(moment: DinersMoment): MomentFace {
  const say = displayWords.value
  switch (moment.kind) {
    case 'price': {
      const { name = null, pays, balance } = moment
      const isFree = pays === '0.00'
      // Of a card with nothing on it there is nothing to say in front of others.
      const hasBalance = balance !== undefined && balance !== null && balance !== '0.00'
      return { name, word: isFree ? say.free : say.pay, amount: isFree ? null : pays, lines: hasBalance ? [say.balance(balance)] : [] }
    }
    case 'sold': {
      const { name = null, pays, tender, balance } = moment
      const paid = pays === '0.00' || tender === 'owed' ? [] : [say.paid(pays)]
      const left = balance === undefined || balance === null ? [] : [say.left(balance)]
      return { name, word: say.thanks, amount: null, lines: [say.enjoy, ...paid, ...left] }
    }
    case 'served':
      return { name: moment.name ?? null, word: say.served, amount: null, lines: [say.servedLead, say.servedAsk] }
    case 'ask':
      return { name: null, word: inWords(moment.message), amount: null, lines: [] }
  }
}
