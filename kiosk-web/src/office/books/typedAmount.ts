// What does somebody at the desk mean who types or pastes an amount?
import { fenIn, wireAmount, yuanOf } from '../../controls/amount'

/** "1,234.5", "１２３４.５" and "¥1234.50" as the server reads it; null while it is no amount. */
export function amountIn(typed: string): string | null {
  return wireAmount(typed.normalize('NFKC').replace(/[\s,¥]/g, ''))
}

/** What arrives when a fee stays on the way, in whole fen; null when nothing would. */
export function arriving(amount: string, fee: string | null): string | null {
  const [leaves, stays] = [fenIn(amount), fee === null ? 0 : fenIn(fee)]
  return leaves === null || stays === null || stays >= leaves ? null : yuanOf(leaves - stays)
}
