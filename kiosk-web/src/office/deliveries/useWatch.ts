// What asks for a person, whatever day the board shows: reports from the doors, and elders of whom nothing was seen for days.
import { onScopeDispose } from 'vue'
import { get } from '../../api/client'
import { useLoad } from '../parts/useLoad'
import type { Questions, Silences } from '../types'

/** Reports come in while meals are carried: they are read again so often, while somebody looks. */
const EVERY_MS = 15_000

/** The reports from the doors that ask for a person. */
export function useQuestions() {
  const load = useLoad((signal) => get<Questions>('/deliveries/questions', { signal }))
  const timer = setInterval(() => {
    if (!document.hidden && load.state.value.kind !== 'loading') void load.reload()
  }, EVERY_MS)
  onScopeDispose(() => clearInterval(timer))
  return load
}

/** Daily eaters of whom nothing was seen for days. */
export function useSilences() {
  return useLoad((signal) => get<Silences>('/deliveries/silences', { signal }))
}
