import { describe, expect, it } from 'vitest'
import { cardToken, isDoorTag, proofToken, withCheckDigits } from './cardText'

const card = withCheckDigits('1' + '8460231795'.repeat(3) + '8460231')

describe('the text of a card', () => {
  it('is 40 digits whose remainder by 97 is one', () => {
    expect(card).toHaveLength(40)
    expect(BigInt(card) % 97n).toBe(1n)
    expect(cardToken(card)).toBe(card)
  })

  it('is not a card when any one digit was misread', () => {
    for (let at = 0; at < card.length; at += 1) {
      for (const other of '0123456789') {
        const misread = card.slice(0, at) + other + card.slice(at + 1)
        if (misread !== card) expect(cardToken(misread)).toBeNull()
      }
    }
  })

  it('is not a card when two neighbours changed places', () => {
    for (let at = 1; at < card.length - 1; at += 1) {
      const a = card.charAt(at)
      const b = card.charAt(at + 1)
      if (a !== b) expect(cardToken(card.slice(0, at) + b + a + card.slice(at + 2))).toBeNull()
    }
  })

  it.each(['', '1', '6901028075763', 'https://example.test/', '１'.repeat(40), `2${'0'.repeat(39)}`, `${card} `])(
    'is not %j',
    (text) => {
      expect(cardToken(text)).toBeNull()
    },
  )

  it('keeps both check digits when the first is zero', () => {
    for (let n = 0; n < 300; n += 1) {
      const made = withCheckDigits(`1${String(n).padStart(37, '0')}`)
      expect(made).toHaveLength(40)
      expect(BigInt(made) % 97n).toBe(1n)
    }
  })

  it('proves a visit like the text of a door tag, which is no card', () => {
    const tag = withCheckDigits(`2${card.slice(1, 38)}`)
    expect([proofToken(card), proofToken(tag)]).toEqual([card, tag])
    expect(cardToken(tag)).toBeNull()
    expect([tag, card, `${tag.slice(0, 39)}${(Number(tag.at(-1)) + 1) % 10}`].map(isDoorTag)).toEqual([true, false, false])
    expect([`3${card.slice(1)}`, `${tag.slice(0, 39)}${(Number(tag.at(-1)) + 1) % 10}`, ''].map(proofToken)).toEqual([null, null, null])
  })
})
