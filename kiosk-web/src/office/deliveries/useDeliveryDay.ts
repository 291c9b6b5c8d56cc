// Which day and meal is asked for, and the list of that one.
import { computed, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { get, query } from '../../api/client'
import { dayOf, dayPlus } from '../parts/format'
import { useLoad } from '../parts/useLoad'
import type { DeliveryDay, Meal } from '../types'

const DAY = /^\d{4}-\d{2}-\d{2}$/
/** So many days ahead are planned by anybody. */
const DAYS_AHEAD = 60

/** The day and meal in the address, today's lunch unless it names others. */
export function useDayAndMeal() {
  const route = useRoute()
  const router = useRouter()
  const today = dayOf(new Date())
  const day = computed(() => {
    const asked = route.query['day']
    return typeof asked === 'string' && DAY.test(asked) ? asked : today
  })
  const meal = computed<Meal>(() => (route.query['meal'] === 'dinner' ? 'dinner' : 'lunch'))

  function show(next: { day: string; meal: Meal }): void {
    void router.replace({ query: { ...(next.day === today ? {} : { day: next.day }), ...(next.meal === 'lunch' ? {} : { meal: next.meal }) } })
  }

  return {
    day,
    meal,
    latest: dayPlus(today, DAYS_AHEAD),
    showDay: (next: string) => show({ day: next, meal: meal.value }),
    showMeal: (next: Meal) => show({ day: day.value, meal: next }),
    move: (days: number) => show({ day: dayPlus(day.value, days), meal: meal.value }),
  }
}

/** The list of the day and meal in the address. */
export function useDeliveryDay() {
  const which = useDayAndMeal()
  const load = useLoad((signal) => get<DeliveryDay>(`/deliveries/days/${which.day.value}${query({ meal: which.meal.value })}`, { signal }))
  watch([which.day, which.meal], () => void load.restart())
  return { which, load }
}
