// What does somebody type when they type an amount, and how much is it? Text and whole fen only: nothing is ever rounded.

const LONGEST_YUAN = 5
const TYPED = /^(\d*)(?:\.(\d{0,2}))?$/
const ON_THE_WIRE = /^(-?)(\d+)\.(\d{2})$/

/** The text after a key: a digit, a point, or `erase`. A key that would make no amount changes nothing. */
export function typeAmount(text: string, key: string): string {
  if (key === 'erase') return text.slice(0, -1)
  const next = text === '0' && /\d/.test(key) ? key : text + key
  const parts = TYPED.exec(next)
  return parts === null || (parts[1] ?? '').length > LONGEST_YUAN ? text : next
}

/** The typed amount as the server reads it: "9.9" is "9.90"; null while nothing is typed. */
export function wireAmount(text: string): string | null {
  const parts = TYPED.exec(text)
  if (parts === null || !/\d/.test(text)) return null
  return `${Number(parts[1] ?? '')}.${(parts[2] ?? '').padEnd(2, '0')}`
}

/** The fen of an amount on the wire, below zero too; null for anything else. */
export function fenIn(amount: string): number | null {
  const parts = ON_THE_WIRE.exec(amount)
  if (parts === null) return null
  const fen = Number(parts[2]) * 100 + Number(parts[3])
  return parts[1] === '-' && fen > 0 ? -fen : fen
}

/** Whole fen as an amount on the wire. */
export function yuanOf(fen: number): string {
  const whole = Math.abs(fen)
  return `${fen < 0 ? '-' : ''}${Math.floor(whole / 100)}.${String(whole % 100).padStart(2, '0')}`
}

/** Nobody's finger presses two keys within this time; what does is a scanner. */
export const FASTEST_FINGER_MS = 30
