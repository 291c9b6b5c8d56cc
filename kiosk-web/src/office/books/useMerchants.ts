// The merchant statements: which there are, taking another one in, and one of them held against the counter.
import { computed, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { ApiProblem, get, post, query } from '../../api/client'
import { refusal } from '../import/rules'
import { useList } from '../parts/useList'
import { useLoad } from '../parts/useLoad'
import type { MerchantStatement, Page, Reconciliation } from '../types'
import { words } from '../words'

const READ_TIMEOUT_MS = 120_000

export const SERVICES = ['wechat', 'alipay'] as const
export type Service = (typeof SERVICES)[number]

export type Uploading =
  | { kind: 'choosing'; refused: string | null; error: unknown }
  | { kind: 'reading'; name: string }

/** The statements so far, and the way of another one in. */
export function useMerchants() {
  const router = useRouter()
  const list = useList<MerchantStatement>((cursor, signal) => get<Page<MerchantStatement>>(`/books/statements${query({ cursor })}`, { signal }))
  const state = shallowRef<Uploading>({ kind: 'choosing', refused: null, error: null })
  const wrongLines = computed(() => (state.value.kind === 'choosing' && state.value.error instanceof ApiProblem ? state.value.error.fields : []))

  /** Takes a file in and goes to what it says; the same file again leads to the same statement. */
  async function upload(service: Service, file: File): Promise<void> {
    const no = refusal(file)
    if (no !== null) {
      state.value = { kind: 'choosing', refused: no === 'kind' ? words.value.import.wrongKind : words.value.import.tooBig, error: null }
      return
    }
    state.value = { kind: 'reading', name: file.name }
    try {
      const { id } = await post<Reconciliation>('/books/statements', formOf(service, file), { timeoutMs: READ_TIMEOUT_MS })
      await show(id)
    } catch (error) {
      state.value = { kind: 'choosing', refused: null, error }
    }
  }

  async function show(id: string): Promise<void> {
    await router.push({ query: { statement: id } })
  }

  return { list, state, wrongLines, upload, show }
}

/** The statement in the address, or none. */
export function useChosen() {
  const route = useRoute()
  return computed(() => (typeof route.query['statement'] === 'string' ? route.query['statement'] : null))
}

/** One statement held against the counter, as both are now. */
export function useReconciliation(id: () => string) {
  const load = useLoad((signal) => get<Reconciliation>(`/books/statements/${encodeURIComponent(id())}`, { signal, timeoutMs: READ_TIMEOUT_MS }))
  watch(id, () => void load.restart())
  return load
}

function formOf(service: Service, file: File): FormData {
  const form = new FormData()
  form.append('tender', service)
  form.append('file', file, file.name)
  return form
}
