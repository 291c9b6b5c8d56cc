// The rounds of one day and meal: where every meal is now.
import { onScopeDispose, watch } from 'vue'
import { get, query } from '../../api/client'
import { useLoad } from '../parts/useLoad'
import type { Board } from '../types'
import { useDayAndMeal } from './useDeliveryDay'

/** The board is read again so often, while somebody looks at it. */
const EVERY_MS = 15_000

/** The board of the day and meal in the address. */
export function useBoard() {
  const which = useDayAndMeal()
  const load = useLoad((signal) => get<Board>(`/deliveries/days/${which.day.value}/rounds${query({ meal: which.meal.value })}`, { signal }))
  watch([which.day, which.meal], () => void load.restart())
  const timer = setInterval(() => {
    if (!document.hidden && load.state.value.kind === 'ready') void load.reload()
  }, EVERY_MS)
  onScopeDispose(() => clearInterval(timer))
  return { which, load }
}
