// What can be typed when the card cannot be read: eight digits, the last one a Luhn check digit, shown as 1234 5678.

export const SHORT_NUMBER_LENGTH = 8

/** How far a typed number is: still too short, wrong somewhere, or whole and ready to be asked for. */
export type TypedNumber = { is: 'short' } | { is: 'wrong' } | { is: 'whole'; number: string }

/** Judges what has been typed so far. */
export function judgeNumber(digits: string): TypedNumber {
  if (digits.length < SHORT_NUMBER_LENGTH) return { is: 'short' }
  return digits.length === SHORT_NUMBER_LENGTH && passesLuhn(digits) ? { is: 'whole', number: digits } : { is: 'wrong' }
}

/** The digits in the two groups that are printed on the card; missing ones are dots. */
export function inGroups(digits: string): string {
  const filled = digits.padEnd(SHORT_NUMBER_LENGTH, '·')
  return `${filled.slice(0, 4)} ${filled.slice(4)}`
}

function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits.charAt(digits.length - 1 - place))
    const doubled = place % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return /^\d+$/.test(digits) && sum % 10 === 0
}
