// Which policy is in force, which there were, and a new one checked line by line.
import { computed } from 'vue'
import { ApiProblem, get, post } from '../../api/client'
import { inWords } from '../../i18n'
import { newId } from '../../offline/uuid'
import { dayOf } from '../parts/format'
import { useAct } from '../parts/useAct'
import { useList } from '../parts/useList'
import { useLoad } from '../parts/useLoad'
import type { Page, PolicyRow, PolicyView } from '../types'
import { lineOf } from './lines'

/** The policy of today, or null where none is in force. */
async function inForce(signal: AbortSignal): Promise<PolicyView | null> {
  try {
    return await get<PolicyView>(`/policy?date=${dayOf(new Date())}`, { signal })
  } catch (error) {
    if (error instanceof ApiProblem && (error.status === 404 || error.code === 'no_policy_in_force')) return null
    throw error
  }
}

/** The policies of the canteen. */
export function usePolicy() {
  const load = useLoad(inForce)
  const list = useList<PolicyRow>((cursor, signal) => get<Page<PolicyRow>>(`/policies${cursor === undefined ? '' : `?cursor=${cursor}`}`, { signal }))
  const saving = useAct()
  let id = newId()

  async function save(text: string): Promise<boolean> {
    const done = await saving.run(async () => void (await post<unknown>('/policies', { id, text })))
    if (done) {
      id = newId()
      await Promise.all([load.reload(), list.restart()])
    }
    return done
  }

  /** What the server's check named, by line; a mistake of the whole text has no line. */
  const mistakes = computed(() => {
    const error = saving.error.value
    if (!(error instanceof ApiProblem)) return []
    return error.fields.map((each) => ({ line: lineOf(each.field), field: each.field, sentence: inWords(each.message) }))
  })

  return { load, list, saving, mistakes, save }
}
