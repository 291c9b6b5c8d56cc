// What a person reads when something failed: the server's own sentence, or what to do when no answer came.
import { ApiProblem, Unreachable } from '../../api/client'
import { inWords } from '../../i18n'
import { words } from '../words'

/** The sentence for people behind any failure, in the language of the screen. */
export function explain(error: unknown): string {
  if (error instanceof ApiProblem) return inWords(error.sentence)
  if (!(error instanceof Unreachable)) return words.value.problem.unknown
  if (error.lost === 'write') return words.value.problem.written
  if (error.why === 'timeout') return words.value.problem.timeout
  return error.why === 'network' ? words.value.problem.network : words.value.problem.notOurs
}

/** Has the session ended, so that only signing in again helps? */
export function needsSignIn(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === 'not_signed_in'
}
