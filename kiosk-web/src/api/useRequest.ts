// One request that a person waits for: is it under way, and what was said when it was refused?
import { ref, type Ref } from 'vue'
import { inWords } from '../i18n'
import { words } from '../i18n/words'
import { ApiProblem } from './client'

export interface PersonsRequest {
  isBusy: Readonly<Ref<boolean>>
  /** Why the last one did not work, in words for people; empty otherwise. */
  wrong: Ref<string>
  /** Sends it unless one is under way. Null when it was refused or got no answer. */
  send: <T>(ask: () => Promise<T>) => Promise<T | null>
}

/** The requests of one page or sheet, one at a time. `unreachable` says what it means here that nobody answers. */
export function useRequest(unreachable: () => string = () => words.value.unreachable): PersonsRequest {
  const isBusy = ref(false)
  const wrong = ref('')

  async function send<T>(ask: () => Promise<T>): Promise<T | null> {
    if (isBusy.value) return null
    isBusy.value = true
    wrong.value = ''
    try {
      return await ask()
    } catch (error) {
      wrong.value = error instanceof ApiProblem ? said(error) : unreachable()
      return null
    } finally {
      isBusy.value = false
    }
  }

  return { isBusy, wrong, send }
}

/** What was wrong with the fields says more than that some were wrong. */
function said(problem: ApiProblem): string {
  return problem.fields.length > 0 ? problem.fields.map(({ message }) => inWords(message)).join(' ') : inWords(problem.sentence)
}
