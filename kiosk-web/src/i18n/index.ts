// Which language the screen speaks: Chinese first, English by a switch, remembered on this device.
import { computed, ref, watch, watchEffect, type ComputedRef } from 'vue'

export type Language = 'zh' | 'en'

/** A sentence the server made for people; it arrives in both languages. */
export interface Sentence {
  zh: string
  en: string
}

const STORED_AS = 'canteen.language'

/** What an address may ask for with `?lang=`, for that page alone. */
const asked = new URLSearchParams(location.search).get('lang')

/** The language of this device. Setting it changes every word on the screen at once. */
export const language = ref<Language>((asked ?? localStorage.getItem(STORED_AS)) === 'en' ? 'en' : 'zh')

watch(language, (chosen) => localStorage.setItem(STORED_AS, chosen))
watchEffect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en'
})

/** Switches between Chinese and English. */
export function switchLanguage(): void {
  language.value = language.value === 'zh' ? 'en' : 'zh'
}

/** The words of one part of the page: two plain objects of one shape; the compiler finds a word that is missing. */
export function defineWords<W>(languages: { zh: W; en: NoInfer<W> }): ComputedRef<W> {
  return computed(() => languages[language.value])
}

/** The sentence in the language of this device. */
export function inWords(sentence: Sentence): string {
  return sentence[language.value]
}
