// Which residents the list shows: what is searched and filtered, and who is ticked.
import { computed, onScopeDispose, reactive, ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { get, post } from '../../api/client'
import { useList } from '../parts/useList'
import { useLoad } from '../parts/useLoad'
import type { Page, Places, Resident } from '../types'

const PAGE = 100
const TYPING_PAUSE_MS = 300

/**
 * The register as one screen of it needs it. The filters stand in the address, so that "back" brings them back; what is
 * looked for does not: it may be a whole ID number, and browsers and proxies keep addresses.
 */
export function useRegister() {
  const route = useRoute()
  const router = useRouter()
  const asked = (name: string): string => {
    const value = route.query[name]
    return typeof value === 'string' ? value : ''
  }
  const filter = reactive({ q: '', grid: asked('grid'), compound: asked('compound'), group: asked('group') })
  const total = ref<number | null>(null)
  const list = useList<Resident>(async (cursor, signal) => {
    const wanted = { ...filled({ ...filter }), cursor, limit: PAGE }
    const page = await post<Page<Resident>>('/residents/search', wanted, { signal })
    total.value = page.total ?? null
    return page
  })
  const places = useLoad((signal) => get<Places>('/places', { signal }))
  const ticked = ref<ReadonlySet<string>>(new Set())

  let pause: ReturnType<typeof setTimeout> | undefined
  watch(
    () => ({ ...filter }),
    (now, before) => {
      if (now.grid !== before.grid && now.compound === before.compound && !compounds.value.includes(now.compound)) filter.compound = ''
      clearTimeout(pause)
      pause = setTimeout(apply, now.q === before.q ? 0 : TYPING_PAUSE_MS)
    },
  )
  onScopeDispose(() => clearTimeout(pause))

  function apply(): void {
    ticked.value = new Set()
    void router.replace({ query: filled({ grid: filter.grid, compound: filter.compound, group: filter.group }) })
    void list.restart()
  }

  const known = computed(() => (places.state.value.kind === 'ready' ? places.state.value.value : { grids: [], compounds: [] }))
  const grids = computed(() => known.value.grids)
  const compounds = computed(() => [
    ...new Set(known.value.compounds.filter((each) => filter.grid === '' || each.grid === filter.grid).map((each) => each.compound)),
  ])
  const filtered = computed(() => Object.values(filter).some((value) => value.trim() !== ''))

  function clear(): void {
    Object.assign(filter, { q: '', grid: '', compound: '', group: '' })
  }

  function tick(id: string, on: boolean): void {
    const next = new Set(ticked.value)
    if (on) next.add(id)
    else next.delete(id)
    ticked.value = next
  }

  return { filter, list, total, grids, compounds, filtered, clear, ticked, tick }
}

/** What is filled in, without the blanks around it. */
function filled(values: Record<string, string>): Record<string, string> {
  const trimmed = Object.entries(values).map(([name, value]) => [name, value.trim()] as const)
  return Object.fromEntries(trimmed.filter(([, value]) => value !== ''))
}
