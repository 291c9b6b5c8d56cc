// What the trial balance of one day says, and which day it is about.
import { computed, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { get, query } from '../../api/client'
import { dayOf, dayPlus } from '../parts/format'
import { useLoad } from '../parts/useLoad'
import type { TrialBalance } from '../types'

const DAY = /^\d{4}-\d{2}-\d{2}$/
/** A canteen of a city has a wallet for each of ten thousand people. */
const TRIAL_TIMEOUT_MS = 30_000

/** The trial balance of the day in the address, today's unless it names one. */
export function useTrial() {
  const route = useRoute()
  const router = useRouter()
  const today = dayOf(new Date())
  const day = computed(() => {
    const asked = route.query['day']
    return typeof asked === 'string' && DAY.test(asked) ? asked : today
  })
  const load = useLoad((signal) => readTrial(day.value, signal))
  watch(day, () => void load.restart())

  async function show(next: string): Promise<void> {
    await router.replace({ query: next === today ? {} : { day: next } })
  }

  return { day, today, load, show, move: (days: number) => show(dayPlus(day.value, days)) }
}

/** Reads the trial balance at the end of a day. */
export function readTrial(date: string, signal: AbortSignal): Promise<TrialBalance> {
  return get<TrialBalance>(`/books/trial-balance${query({ date })}`, { signal, timeoutMs: TRIAL_TIMEOUT_MS })
}
