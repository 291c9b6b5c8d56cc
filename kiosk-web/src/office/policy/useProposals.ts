// A policy's way from a text to the prices: checked line by line, handed in, decided by another person.
import { computed, ref } from 'vue'
import { ApiProblem, get, post } from '../../api/client'
import { inWords } from '../../i18n'
import { newId } from '../../offline/uuid'
import { useAct } from '../parts/useAct'
import { useLoad } from '../parts/useLoad'
import { session } from '../session'
import type { Page, PolicyDraft, Proposal } from '../types'
import { lineOf } from './lines'

/** A text's mistakes by line; a mistake of the whole text has no line. */
export function mistakesOf(error: unknown): { line: number | null; field: string; sentence: string }[] {
  if (!(error instanceof ApiProblem)) return []
  return error.fields.map((each) => ({ line: lineOf(each.field), field: each.field, sentence: inWords(each.message) }))
}

/** The proposals of the canteen, and what one does with them. */
export function useProposals() {
  const load = useLoad(async (signal) => (await get<Page<Proposal>>('/policies/proposals', { signal })).items)
  const me = computed(() => (session.desk.value.kind === 'signed_in' ? session.desk.value.session.staff?.id : undefined))
  const checking = useAct()
  const deciding = useAct()
  /** The text that was checked, with what it says. */
  const checked = ref<{ text: string; draft: PolicyDraft } | null>(null)
  let id = newId()

  async function check(text: string): Promise<void> {
    checked.value = null
    await checking.run(async () => void (checked.value = { text, draft: await post<PolicyDraft>('/policies/check', { text }) }))
  }

  async function propose(): Promise<boolean> {
    const text = checked.value?.text
    if (text === undefined) return false
    const done = await checking.run(async () => void (await post<unknown>('/policies/proposals', { id, text })))
    if (!done) return false
    id = newId()
    checked.value = null
    await load.reload()
    return true
  }

  async function approve({ id: proposal, sha256 }: Proposal): Promise<boolean> {
    return decide(() => post<unknown>(`/policies/proposals/${proposal}/approval`, { id: newId(), sha256 }))
  }

  async function reject({ id: proposal }: Proposal, reason: string): Promise<boolean> {
    return decide(() => post<unknown>(`/policies/proposals/${proposal}/rejection`, { reason }))
  }

  async function decide(act: () => Promise<unknown>): Promise<boolean> {
    const done = await deciding.run(async () => void (await act()))
    if (done) await load.reload()
    return done
  }

  const mistakes = computed(() => mistakesOf(checking.error.value))
  return { load, me, checking, deciding, checked, mistakes, check, propose, approve, reject }
}
