// How people say an amount of money: 9.90 is 九元九角, 12.05 is 十二元零五分, 2.00 is 两元.
import type { Clip } from './clip'

const DIGITS = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'] as const
const PLACES = [[10_000, '万'], [1_000, '千'], [100, '百'], [10, '十']] as const
const HIGHEST_FEN = 9_999_999

/** The clips that say the amount; nothing at all for one that no counter ever asks for. */
export function priceClips(fen: number): Clip[] {
  if (!Number.isInteger(fen) || fen < 0 || fen > HIGHEST_FEN) return []
  const yuan = Math.floor(fen / 100)
  const jiao = Math.floor(fen / 10) % 10
  const odd = fen % 10
  const said: Clip[] = []
  if (yuan > 0) said.push(...wholeNumber(yuan), '元')
  if (jiao > 0) said.push(digit(jiao), '角')
  if (odd > 0 && yuan > 0 && jiao === 0) said.push('零')
  if (odd > 0) said.push(digit(odd), '分')
  return said.length === 0 ? ['零', '元'] : said
}

/** The amount on the wire ("9.90") in fen; null when it is not an amount. */
export function fenOf(amount: string): number | null {
  const parts = /^(\d{1,5})\.(\d{2})$/.exec(amount)
  return parts === null ? null : Number(parts[1]) * 100 + Number(parts[2])
}

function wholeNumber(value: number): Clip[] {
  if (value === 2) return ['两']
  const said: Clip[] = []
  let rest = value
  let skipped = false
  for (const [size, name] of PLACES) {
    const count = Math.floor(rest / size)
    rest %= size
    if (count === 0) {
      skipped = said.length > 0
      continue
    }
    if (skipped) said.push('零')
    skipped = false
    const ten = name === '十' && count === 1 && said.length === 0
    if (!ten) said.push(name !== '十' && count === 2 ? '两' : digit(count))
    said.push(name)
  }
  if (rest > 0) said.push(...(skipped ? (['零'] as const) : []), digit(rest))
  return said
}

function digit(value: number): Clip {
  return DIGITS[value] ?? '零'
}
