// Which residents the list shows: what is searched and filtered, and who is ticked.
import { computed, onScopeDispose, reactive, ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { get, query } from '../../api/client'
import { useList } from '../parts/useList'
import { useLoad } from '../parts/useLoad'
import type { Page, Places, Resident } from '../types'

const PAGE = 100
const TYPING_PAUSE_MS = 300

/** The register as one screen of it needs it. The filters stand in the address, so that "back" brings them back. */
export function useRegister() {
  const route = useRoute()
  const router = useRouter()
  const asked = (name: string): string => {
    const value = route.query[name]
    return typeof value === 'string' ? value : ''
  }
  const filter = reactive({ q: asked('q'), grid: asked('grid'), compound: asked('compound'), group: asked('group') })
  const total = ref<number | null>(null)
  const list = useList<Resident>(async (cursor, signal) => {
    const page = await get<Page<Resident>>(`/residents${query({ ...filter, q: filter.q.trim(), cursor, limit: PAGE })}`, { signal })
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
    const shown = Object.fromEntries(Object.entries(filter).filter(([, value]) => value.trim() !== ''))
    void router.replace({ query: shown })
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
