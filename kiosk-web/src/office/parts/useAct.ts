// How a page writes: one act at a time, its refusal kept in words until the next try.
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { ApiProblem, Unreachable } from '../../api/client'
import { inWords } from '../../i18n'

export type Acting = { kind: 'idle' } | { kind: 'busy' } | { kind: 'failed'; error: unknown }

export interface Act {
  state: Readonly<ShallowRef<Acting>>
  busy: ComputedRef<boolean>
  /** What went wrong, or null. */
  error: ComputedRef<unknown>
  /** Runs the act unless one is under way; true when it succeeded. */
  run: (act: () => Promise<void>) => Promise<boolean>
  /** What the server said about one field, in the language of the screen. */
  fieldProblem: (field: string) => string | null
  forget: () => void
}

/** State for the writes of one form or one button. */
export function useAct(): Act {
  const state = shallowRef<Acting>({ kind: 'idle' })
  const error = computed(() => (state.value.kind === 'failed' ? state.value.error : null))

  async function run(act: () => Promise<void>): Promise<boolean> {
    if (state.value.kind === 'busy') return false
    state.value = { kind: 'busy' }
    try {
      await act()
      state.value = { kind: 'idle' }
      return true
    } catch (problem) {
      state.value = { kind: 'failed', error: problem instanceof Unreachable ? new Unreachable(problem.why, 'write') : problem }
      return false
    }
  }

  function fieldProblem(field: string): string | null {
    if (!(error.value instanceof ApiProblem)) return null
    const found = error.value.fields.find((each) => each.field === field)
    return found === undefined ? null : inWords(found.message)
  }

  return {
    state,
    busy: computed(() => state.value.kind === 'busy'),
    error,
    run,
    fieldProblem,
    forget: () => (state.value = { kind: 'idle' }),
  }
}
