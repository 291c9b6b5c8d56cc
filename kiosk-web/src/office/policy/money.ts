// Sums and differences of amounts on the wire, in whole fen: money is never a fraction here.

/** "12.30" as 1230, "-0.50" as -50. */
export function fenOf(amount: string): number {
  const [, sign = '', whole = '0', cents = ''] = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(amount) ?? []
  const fen = Number(whole) * 100 + Number(cents.padEnd(2, '0'))
  return sign === '-' ? -fen : fen
}

/** 1230 as "12.30". */
export function textOfFen(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(3, '0')
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** "+1.10", "-5.00", "0.00": what an amount is more than another. */
export function difference(now: string, before: string): string {
  const fen = fenOf(now) - fenOf(before)
  return `${fen > 0 ? '+' : ''}${textOfFen(fen)}`
}

/** What amounts come to together. */
export function sum(amounts: readonly string[]): string {
  return textOfFen(amounts.reduce((fen, amount) => fen + fenOf(amount), 0))
}
