// The words of the office pages; loaded with them, not with the counter.
import { defineWords } from '../i18n'

export const words = defineWords({
  zh: { title: '办公室' },
  en: { title: 'Office' },
})
