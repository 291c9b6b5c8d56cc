// Which policy is shown: the one in the address, otherwise the one in force; and all that there are.
import { computed, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { ApiProblem, get } from '../../api/client'
import { dayOf } from '../parts/format'
import { useList } from '../parts/useList'
import { useLoad } from '../parts/useLoad'
import type { Page, PolicyRow, PolicyView } from '../types'

/** The policy of today, or null where none is in force. */
export async function inForce(signal: AbortSignal): Promise<PolicyView | null> {
  try {
    return await get<PolicyView>(`/policy?date=${dayOf(new Date())}`, { signal })
  } catch (error) {
    if (error instanceof ApiProblem && (error.status === 404 || error.code === 'no_policy_in_force')) return null
    throw error
  }
}

/** The policy that the address asks for. */
export function useAskedPolicy() {
  const route = useRoute()
  const asked = computed(() => (typeof route.query['policy'] === 'string' ? route.query['policy'] : undefined))
  const load = useLoad((signal) => (asked.value === undefined ? inForce(signal) : get<PolicyView | null>(`/policies/${asked.value}`, { signal })))
  watch(asked, () => void load.reload())
  return { asked, load }
}

/** The policies of the canteen. */
export function usePolicies() {
  const router = useRouter()
  const { asked, load } = useAskedPolicy()
  const list = useList<PolicyRow>((_, signal) => get<Page<PolicyRow>>('/policies', { signal }))

  async function show(id: string | undefined): Promise<void> {
    await router.replace({ query: { policy: id } })
  }

  return { asked, load, list, show }
}
