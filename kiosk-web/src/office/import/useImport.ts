// The way of one workbook into the register: chosen, checked, looked at, taken over whole or not at all.
import { shallowRef } from 'vue'
import { ApiProblem, post, query } from '../../api/client'
import { useAct } from '../parts/useAct'
import type { Applied, DryRun } from '../types'
import { words } from '../words'
import { refusal } from './rules'

const READ_TIMEOUT_MS = 120_000

export type Importing =
  | { kind: 'choosing'; refused: string | null; error: unknown }
  | { kind: 'checking'; name: string }
  | { kind: 'looking'; file: File; difference: DryRun }
  | { kind: 'done'; applied: Applied['applied'] }

/** The state of the import page. */
export function useImport() {
  const state = shallowRef<Importing>({ kind: 'choosing', refused: null, error: null })
  const applying = useAct()

  function restart(): void {
    applying.forget()
    state.value = { kind: 'choosing', refused: null, error: null }
  }

  async function check(file: File): Promise<void> {
    const no = refusal(file)
    if (no !== null) {
      state.value = { kind: 'choosing', refused: no === 'kind' ? words.value.import.wrongKind : words.value.import.tooBig, error: null }
      return
    }
    applying.forget()
    state.value = { kind: 'checking', name: file.name }
    try {
      const difference = await post<DryRun>('/imports/dry-run', withFile(file), { timeoutMs: READ_TIMEOUT_MS })
      state.value = { kind: 'looking', file, difference }
    } catch (error) {
      state.value = { kind: 'choosing', refused: null, error }
    }
  }

  /** Takes over exactly the difference that is on the screen; if the register moved meanwhile the server refuses. */
  async function apply(): Promise<void> {
    const now = state.value
    if (now.kind !== 'looking') return
    await applying.run(async () => {
      const path = `/imports${query({ difference: now.difference.difference })}`
      const answer = await post<Applied>(path, withFile(now.file), { timeoutMs: READ_TIMEOUT_MS })
      state.value = { kind: 'done', applied: answer.applied }
    })
  }

  /** The difference on the screen is no longer the true one: only checking again helps. */
  function isStale(error: unknown): boolean {
    return error instanceof ApiProblem && error.status === 409
  }

  return { state, applying, restart, check, apply, isStale }
}

function withFile(file: File): FormData {
  const form = new FormData()
  form.append('file', file, file.name)
  return form
}
