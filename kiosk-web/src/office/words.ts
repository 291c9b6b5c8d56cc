// The words of the office pages, Chinese first; loaded with them, not with the counter.
import { defineWords } from '../i18n'
import { en } from './words/en'
import { zh } from './words/zh'

export const words = defineWords({ zh, en })
