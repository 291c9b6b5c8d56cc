// Is this text one of our cards? 40 digits: the kind, 37 random digits, two ISO 7064 MOD 97-10 check digits.
// The server decides what a card may; this only tells a misread from a card before anything is sent.

const CARD = /^1\d{39}$/
const DOOR_TAG = /^2\d{39}$/

/** The token of a card, or null when the text is no card or was misread. */
export function cardToken(text: string): string | null {
  return CARD.test(text) && remainder97(text) === 1 ? text : null
}

/** Is it what hangs at a door? */
export function isDoorTag(text: string): boolean {
  return DOOR_TAG.test(text) && remainder97(text) === 1
}

/** The token of what proves that somebody was at the door: a card or a door tag; null when the text is neither or was misread. */
export function proofToken(text: string): string | null {
  return isDoorTag(text) ? text : cardToken(text)
}

/** The digits with their two ISO 7064 MOD 97-10 check digits. */
export function withCheckDigits(digits: string): string {
  const check = (98 - remainder97(`${digits}00`)) % 97
  return digits + String(check).padStart(2, '0')
}

/** The number modulo 97, digit by digit: 40 digits do not fit into a JavaScript number. */
function remainder97(digits: string): number {
  let rest = 0
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97
  return rest
}
