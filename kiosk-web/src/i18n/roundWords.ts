// The words of the volunteer's page in the language of this device; loaded with its page.
import { defineWords } from '.'
import { round as en } from './round.en'
import { round as zh } from './round.zh'

export const roundWords = defineWords({ zh, en })
