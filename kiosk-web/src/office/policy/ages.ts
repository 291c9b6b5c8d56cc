// Which ages does a row of the price list mean, in the words of a language?
import type { PriceRow } from '../types'

/** How a language says ages. */
export interface AgeWords {
  from: (age: number) => string
  upTo: (age: number) => string
  between: (from: number, to: number) => string
  just: (age: number) => string
}

/** "60 周岁及以上", "12 周岁及以下", "60 至 69 周岁"; empty where age does not matter. */
export function agesOf({ from_age: from, to_age: to }: Pick<PriceRow, 'from_age' | 'to_age'>, say: AgeWords): string {
  if (from === null) return ''
  if (to === null) return from === 0 ? '' : say.from(from)
  if (from === 0) return say.upTo(to)
  return from === to ? say.just(from) : say.between(from, to)
}
