// The words of the diner's screen in the language of this device; loaded with its page.
import { defineWords } from '.'
import { display as en } from './display.en'
import { display as zh } from './display.zh'

export const displayWords = defineWords({ zh, en })
