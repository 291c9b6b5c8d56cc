// Which shifts does the list show, and which one is open in front of it? What is chosen stands in the address, so that
// "back" brings it back and other pages can point here.
import { computed, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { get, query } from '../../api/client'
import { dayOf } from '../parts/format'
import { useList } from '../parts/useList'
import { useLoad } from '../parts/useLoad'
import type { Page, ShiftLine } from '../types'
import { standingOf } from './shift'

export const CHOICES = ['all', 'open', 'day', 'reports'] as const
export type Choice = (typeof CHOICES)[number]

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** The shifts that the address asks for. */
export function useShifts() {
  const route = useRoute()
  const router = useRouter()
  const today = dayOf(new Date())
  const asked = (name: string): string | undefined => {
    const value = route.query[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const choice = computed<Choice>(() => CHOICES.find((each) => each === asked('show')) ?? (asked('day') === undefined ? 'all' : 'day'))
  const day = computed(() => {
    const wanted = asked('day')
    return wanted !== undefined && DAY.test(wanted) ? wanted : today
  })
  const list = useList<ShiftLine>((cursor, signal) => get<Page<ShiftLine>>(`${pathOf(choice.value)}${query({ ...filterOf(), cursor })}`, { signal }))
  watch([choice, day], () => void list.restart())

  const open = useLoad((signal) => get<Page<ShiftLine>>(`/shifts${query({ state: 'open' })}`, { signal }))
  const stale = computed(() => {
    const state = open.state.value
    return state.kind === 'ready' ? state.value.items.filter((line) => standingOf(line, today) === 'stale').length : 0
  })

  function filterOf(): { state?: string; day?: string } {
    if (choice.value === 'open') return { state: 'open' }
    return choice.value === 'day' ? { day: day.value } : {}
  }

  /** Shows other shifts. */
  async function choose(next: Choice, on = today): Promise<void> {
    await router.replace({ query: next === 'all' ? {} : next === 'day' ? { day: on } : { show: next } })
  }

  /** Puts one shift or one report in front of the list, or takes it away. */
  async function show(one: { shift?: string; report?: string }): Promise<void> {
    const { shift, report, ...rest } = route.query
    const next = { query: { ...rest, ...one } }
    await (shift === undefined && report === undefined ? router.push(next) : router.replace(next))
  }

  async function reload(): Promise<void> {
    await Promise.all([list.restart(), open.reload()])
  }

  return {
    choice,
    day,
    today,
    list,
    stale,
    shift: computed(() => asked('shift') ?? null),
    report: computed(() => asked('report') ?? null),
    choose,
    show,
    reload,
  }
}

function pathOf(choice: Choice): string {
  return choice === 'reports' ? '/z-reports' : '/shifts'
}
