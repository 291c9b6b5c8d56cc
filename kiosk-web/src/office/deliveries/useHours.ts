// The volunteers' hours of a month, and one certificate in front of them.
import { computed, shallowRef, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { get, post } from '../../api/client'
import { sendOnce } from '../../api/sendOnce'
import { useAct } from '../parts/useAct'
import { useLoad, type Load, type Loaded } from '../parts/useLoad'
import type { Certificate, MonthHours } from '../types'

/** The hours of the asked month; the certificate stands in the address. */
export function useHours(month: Readonly<Ref<string>>) {
  const route = useRoute()
  const router = useRouter()
  const act = useAct()
  const once = sendOnce()
  const load = useLoad((signal) => get<MonthHours>(`/deliveries/hours/${month.value}`, { signal }))
  watch(month, () => void load.restart())
  const asked = computed(() => (typeof route.query['certificate'] === 'string' ? route.query['certificate'] : null))
  /** What was issued just now, and not printed yet: no second print. */
  const fresh = shallowRef<Certificate | null>(null)
  const state = shallowRef<Loaded<Certificate>>({ kind: 'loading' })

  async function show(): Promise<void> {
    const id = asked.value
    if (id === null) return
    if (fresh.value?.id === id) {
      state.value = { kind: 'ready', value: fresh.value, refreshing: false }
      return
    }
    state.value = { kind: 'loading' }
    try {
      state.value = { kind: 'ready', value: await get<Certificate>(`/deliveries/certificates/${id}`), refreshing: false }
    } catch (error) {
      state.value = { kind: 'failed', error }
    }
  }
  watch(asked, show, { immediate: true })
  const shown: Load<Certificate> = { state, reload: show, restart: show }

  async function issue(volunteer: string): Promise<void> {
    const done = await act.run(async () => {
      fresh.value = await once((id) => post<Certificate>(`/deliveries/volunteers/${volunteer}/certificates`, { id, month: month.value }))
    })
    if (!done || fresh.value === null) return
    void load.reload()
    await open(fresh.value.id)
  }

  async function open(id: string): Promise<void> {
    await router.push({ query: { ...route.query, certificate: id } })
  }

  async function close(): Promise<void> {
    await router.push({ query: { ...route.query, certificate: undefined } })
  }

  async function printed(): Promise<void> {
    fresh.value = null
    await show()
  }

  return { load, act, certificate: computed(() => (asked.value === null ? null : shown)), issue, open, close, printed }
}
