// The sketch of the community while somebody draws it: what was moved stays on the screen until it is saved as a whole.
import { computed, ref, shallowRef, watch } from 'vue'
import { get, post } from '../../api/client'
import { sayDone } from '../parts/toast'
import { useAct } from '../parts/useAct'
import { useLoad } from '../parts/useLoad'
import type { Sketch } from '../types'
import { words } from '../words'
import { drawn, housesOf, laidOut, type House } from './sketch'

/** The buildings' places, to be drawn. */
export function useSketch() {
  const act = useAct()
  const load = useLoad((signal) => get<Sketch>('/deliveries/places', { signal }))
  const houses = shallowRef<readonly House[]>([])
  const chosen = ref<string | null>(null)
  const isChanged = ref(false)
  watch(load.state, (state) => {
    if (state.kind !== 'ready' || state.refreshing) return
    houses.value = housesOf(state.value.places)
    isChanged.value = false
  })

  function set(id: string, change: Partial<Pick<House, 'x' | 'y' | 'lift'>>): void {
    houses.value = houses.value.map((house) => (house.id === id ? { ...house, ...change } : house))
    isChanged.value = true
  }

  function layOut(): void {
    const state = load.state.value
    if (state.kind !== 'ready') return
    houses.value = laidOut(houses.value, state.value.places)
    isChanged.value = true
  }

  async function save(): Promise<void> {
    const done = await act.run(() => post('/deliveries/places', { places: drawn(houses.value) }))
    if (!done) return
    sayDone(words.value.watch.places.saved)
    await load.reload()
  }

  return { load, act, houses, chosen, isChanged, undrawn: computed(() => houses.value.filter(({ x }) => x === null).length), set, layOut, save }
}
