// The words of the counter in the language of this device.
import { defineWords } from '.'
import { en } from './en'
import { zh } from './zh'

export const words = defineWords({ zh, en })
export type Words = typeof zh
