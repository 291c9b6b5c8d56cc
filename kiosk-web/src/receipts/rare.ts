// Which letters of a receipt may its printer not hold, and how do they look? Drawn with the fonts of this computer, dot by dot:
// the server has none, and a rare surname left blank is somebody else's receipt.
import type { Glyph, Receipt } from '../api/types'

/** A letter on paper is so many dots wide and high. */
const DOTS = 24
/** A dot with at least so much ink, of 255, is black. */
const INK = 110
/** No font has this one: what is drawn for it is drawn for every letter that is missing. */
const NO_LETTER = '\u{3fffd}'
const ASCII = /^[ -~]*$/

let held: ReadonlySet<string> | undefined

/** The letters of the receipt that not every printer holds, each once, as this computer draws them; without those it cannot. */
export function glyphsOf({ canteen, lane, cashier, name, shares }: Receipt): Glyph[] {
  const rare = rareLetters([canteen, lane, cashier, name ?? '', ...shares.map((share) => share.name)].join(' '))
  if (rare.length === 0) return []
  const missing = dotsOf(NO_LETTER)
  return rare.map((letter) => ({ letter, dots: dotsOf(letter) })).filter(({ dots }) => dots !== missing && /[^0]/.test(dots))
}

/** The letters of a text that are neither ASCII nor in GB 2312, which every printer for Chinese receipts holds. */
export function rareLetters(text: string): string[] {
  if (ASCII.test(text)) return []
  held ??= gb2312()
  const letters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
  return [...new Set(letters)].filter((letter) => !ASCII.test(letter) && held?.has(letter) !== true)
}

function gb2312(): ReadonlySet<string> {
  const codes: number[] = []
  for (let lead = 0xa1; lead <= 0xf7; lead += 1) for (let trail = 0xa1; trail <= 0xfe; trail += 1) codes.push(lead, trail)
  return new Set(new TextDecoder('gbk').decode(new Uint8Array(codes)))
}

function dotsOf(letter: string): string {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = DOTS
  const pen = canvas.getContext('2d')
  if (pen === null) return ''
  pen.font = `${DOTS}px sans-serif`
  pen.textAlign = 'center'
  const { actualBoundingBoxAscent: above, actualBoundingBoxDescent: below } = pen.measureText(letter)
  pen.fillText(letter, DOTS / 2, (DOTS + above - below) / 2)
  return packed(pen.getImageData(0, 0, DOTS, DOTS).data)
}

/** Pixels as a printer takes them: columns from the left, each three bytes from the top, hexadecimal. */
export function packed(pixels: Uint8ClampedArray): string {
  const isBlack = (x: number, y: number): boolean => (pixels[(y * DOTS + x) * 4 + 3] ?? 0) >= INK
  let hex = ''
  for (let x = 0; x < DOTS; x += 1) {
    for (let y = 0; y < DOTS; y += 4) {
      const nibble = [0, 1, 2, 3].reduce((bits, below) => bits * 2 + Number(isBlack(x, y + below)), 0)
      hex += nibble.toString(16)
    }
  }
  return hex
}
