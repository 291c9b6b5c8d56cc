// One person's file: what is known, and the acts that add to it. Nothing unmasked outlives its thirty seconds.
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { get, post } from '../../api/client'
import { newId } from '../../offline/uuid'
import { useAct } from '../parts/useAct'
import { useLoad } from '../parts/useLoad'
import type { Fact, NewFact, ResidentFile, Revealed } from '../types'

const SHOWN_SECONDS = 30

/** The file of one resident, read at once. */
export function useResident(id: string) {
  const load = useLoad((signal) => get<ResidentFile>(`/residents/${id}`, { signal }))
  const recording = useAct()

  /** Records a fact. The id stays the same while one form is tried again, so that a lost answer records nothing twice. */
  let factId = newId()
  async function record(fact: Omit<NewFact, 'id'>): Promise<boolean> {
    const done = await recording.run(async () => void (await post<Fact>(`/residents/${id}/facts`, { id: factId, ...fact })))
    if (!done) return false
    factId = newId()
    await load.reload()
    return true
  }

  return { load, recording, record }
}

/** Shows name, birth date, ID number, phone and note for thirty seconds, then forgets them. */
export function useReveal(id: string) {
  const shown = shallowRef<Revealed | null>(null)
  const left = ref(0)
  const act = useAct()
  let clock: ReturnType<typeof setInterval> | undefined

  function hide(): void {
    clearInterval(clock)
    shown.value = null
    left.value = 0
  }

  async function reveal(reason: string): Promise<void> {
    await act.run(async () => {
      shown.value = await post<Revealed>(`/residents/${id}/reveal`, { reason })
      left.value = SHOWN_SECONDS
      clearInterval(clock)
      clock = setInterval(() => {
        left.value -= 1
        if (left.value <= 0) hide()
      }, 1000)
    })
  }

  onScopeDispose(hide)
  return { shown: computed(() => shown.value), left, act, reveal, hide }
}
