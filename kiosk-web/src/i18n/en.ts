// Every word of the counter, in English.
import type { zh } from './zh'

export const en: typeof zh = {
  canteen: 'Community canteen',
}
