// Whose plans the list shows. What is looked for stands in no address: browsers and proxies keep addresses.
import { computed, onScopeDispose, ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { post } from '../../api/client'
import { useList } from '../parts/useList'
import type { PlanLine, PlanList } from '../types'

const TYPING_PAUSE_MS = 300

/** Everybody with a plan, or all residents who fit what is looked for; the opened one stands in the address. */
export function usePlans() {
  const route = useRoute()
  const router = useRouter()
  const q = ref('')
  const searching = computed(() => q.value.trim() !== '')
  const opened = computed(() => {
    const asked = route.query['resident']
    return typeof asked === 'string' ? asked : null
  })
  const list = useList<PlanLine>((cursor, signal) =>
    post<PlanList>('/deliveries/plans/search', { ...(searching.value ? { q: q.value.trim() } : {}), cursor }, { signal }),
  )

  let pause: ReturnType<typeof setTimeout> | undefined
  watch(q, () => {
    clearTimeout(pause)
    pause = setTimeout(() => void list.restart(), TYPING_PAUSE_MS)
  })
  onScopeDispose(() => clearTimeout(pause))

  function open(resident: string | null): void {
    void router.replace({ query: resident === null ? {} : { resident } })
  }

  return { q, searching, opened, list, open }
}
