// Which meal is asked about: the resident, day, meal and channel in the address, and the two answers.
import { computed, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { get, query } from '../../api/client'
import { dayOf, dayPlus } from '../parts/format'
import { useLoad } from '../parts/useLoad'
import type { Channel, Meal, Why } from '../types'

const DAY = /^\d{4}-\d{2}-\d{2}$/
export const CHANNELS: readonly Channel[] = ['counter', 'take_away', 'delivery']
export const MEALS: readonly Meal[] = ['lunch', 'dinner']

/** The question in the address; asking another one changes the address, so that "back" brings it back. */
export function useWhy() {
  const route = useRoute()
  const router = useRouter()
  const today = dayOf(new Date())
  const text = (name: string): string => (typeof route.query[name] === 'string' ? route.query[name] : '')
  const resident = computed(() => text('resident'))
  const date = computed(() => (DAY.test(text('date')) ? text('date') : today))
  const meal = computed(() => MEALS.find((each) => each === text('meal')) ?? 'lunch')
  const channel = computed(() => CHANNELS.find((each) => each === text('channel')))

  const load = useLoad(async (signal): Promise<Why | null> => {
    if (resident.value === '') return null
    return get<Why>(`/subsidy/why${query({ resident_id: resident.value, date: date.value, meal: meal.value, channel: channel.value })}`, { signal })
  })
  watch([resident, date, meal, channel], () => void load.restart())

  async function ask(more: { resident?: string; date?: string; meal?: string; channel?: string | undefined }): Promise<void> {
    await router.replace({ query: { ...route.query, ...more } })
  }

  return { today, resident, date, meal, channel, load, ask, move: (days: number) => ask({ date: dayPlus(date.value, days) }) }
}
