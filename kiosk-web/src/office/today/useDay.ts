// What one day's sheet says, and which day it is about.
import { computed, ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { get } from '../../api/client'
import { dayOf, dayPlus } from '../parts/format'
import { useLoad } from '../parts/useLoad'
import type { DaySheet } from '../types'

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** The sheet of the day in the address, today's unless it names one. */
export function useDay() {
  const route = useRoute()
  const router = useRouter()
  const today = dayOf(new Date())
  const day = computed(() => {
    const asked = route.query['day']
    return typeof asked === 'string' && DAY.test(asked) ? asked : today
  })
  const readAt = ref('')
  const load = useLoad(async (signal) => {
    const sheet = await get<DaySheet>(`/days/${day.value}`, { signal })
    readAt.value = new Date().toISOString()
    return sheet
  })
  watch(day, () => void load.restart())

  async function show(next: string): Promise<void> {
    await router.replace({ query: next === today ? {} : { day: next } })
  }

  return { day, today, readAt, load, show, move: (days: number) => show(dayPlus(day.value, days)) }
}
