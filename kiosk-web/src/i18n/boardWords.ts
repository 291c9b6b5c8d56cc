// The words of the menu board in the language of this device; loaded with its page.
import { defineWords } from '.'
import { board as en } from './board.en'
import { board as zh } from './board.zh'

export const boardWords = defineWords({ zh, en })
