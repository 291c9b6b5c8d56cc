// The words of the money without meals in the language of this device; loaded with its pages.
import { defineWords } from '.'
import { till as en } from './till.en'
import { till as zh } from './till.zh'

export const tillWords = defineWords({ zh, en })
export type TillWords = typeof zh
