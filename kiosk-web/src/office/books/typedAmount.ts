// What does somebody at the desk mean who types or pastes an amount?
import { fenIn, wireAmount, yuanOf } from '../../controls/amount'

/** The largest amount that the server takes: ten million yuan, in fen. */
const MOST = 1_000_000_000

/** "1,234.5", "１２３４.５" and "¥1234.50" as the server reads it; null while it is no amount, or more than it takes. */
export function amountIn(typed: string): string | null {
  const amount = wireAmount(typed.normalize('NFKC').replace(/[\s,¥]/g, ''))
  return amount === null || (fenIn(amount) ?? 0) > MOST ? null : amount
}

/** What a place would stand at once the amount has left it, if that is below nothing; null otherwise. */
export function belowZero(standing: string, leaves: string): string | null {
  const [stands, less] = [fenIn(standing), fenIn(leaves)]
  return stands === null || less === null || stands >= less ? null : yuanOf(stands - less)
}

/** What arrives when a fee stays on the way, in whole fen; null when nothing would. */
export function arriving(amount: string, fee: string | null): string | null {
  const [leaves, stays] = [fenIn(amount), fee === null ? 0 : fenIn(fee)]
  return leaves === null || stays === null || stays >= leaves ? null : yuanOf(leaves - stays)
}
