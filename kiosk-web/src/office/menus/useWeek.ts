// The week in the address: its menus, the dishes to choose from, what clashes, and what was changed and not yet saved.
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { get, post, query } from '../../api/client'
import { dayOf, dayPlus } from '../parts/format'
import { useAct } from '../parts/useAct'
import { useLoad } from '../parts/useLoad'
import { session } from '../session'
import type { ClashList, DayMenu, Dish, DishClash, DishList, MenuList } from '../types'
import { changed, copied, daysOf, dishIds, keyOf, mondayOf, toSend, type Drafts, type Slot } from './week'

const DAY = /^\d{4}-\d{2}-\d{2}$/
/** So many days ahead are planned by anybody. */
const DAYS_AHEAD = 60

interface Week {
  menus: DayMenu[]
  dishes: Dish[]
  clashes: DishClash[]
}

/** What is not saved yet. It outlives the page, so that a look at another one loses nothing. */
const drafts = shallowRef<Drafts>({})

/** The Monday that the address asks for, this week's unless it names a day. */
export function useMonday() {
  const route = useRoute()
  const router = useRouter()
  const today = dayOf(new Date())
  const monday = computed(() => {
    const asked = route.query['day']
    return mondayOf(typeof asked === 'string' && DAY.test(asked) ? asked : today)
  })
  const show = (day: string): void => void router.replace({ query: mondayOf(day) === mondayOf(today) ? {} : { day: mondayOf(day) } })
  return { today, monday, latest: dayPlus(today, DAYS_AHEAD), show, move: (weeks: number) => show(dayPlus(monday.value, 7 * weeks)) }
}

/** The menus of a week. */
export function menusOf(monday: string, signal?: AbortSignal): Promise<MenuList> {
  return get<MenuList>(`/menus${query({ from: monday, to: dayPlus(monday, 6) })}`, signal === undefined ? {} : { signal })
}

/** The week in the address, to be read and set. */
export function useWeek() {
  const { today, monday, latest, show, move } = useMonday()
  const mayPlan = computed(() => session.may('plan_menus'))
  const slot = ref<Slot>({ day: today, meal: 'lunch' })
  const act = useAct()

  async function read(signal: AbortSignal): Promise<Week> {
    const days = query({ from: monday.value, to: dayPlus(monday.value, 6) })
    const [{ menus }, { dishes }, { clashes }] = await Promise.all([
      menusOf(monday.value, signal),
      get<DishList>('/menus/dishes', { signal }),
      session.may('read_deliveries') ? get<ClashList>(`/menus/clashes${days}`, { signal }) : { clashes: [] },
    ])
    return { menus, dishes, clashes }
  }

  const load = useLoad(read)
  watch(monday, (first) => {
    slot.value = { day: daysOf(first).includes(today) ? today : first, meal: slot.value.meal }
    void load.restart()
  })

  const week = computed<Week>(() => (load.state.value.kind === 'ready' ? load.state.value.value : { menus: [], dishes: [], clashes: [] }))
  /** A dish by its id: as the menu has it, or as it is known now. */
  const byId = computed(() => new Map([...week.value.dishes, ...week.value.menus.flatMap((menu) => menu.dishes)].map((dish) => [dish.id, dish])))

  function dishesOf(which: Slot): Dish[] {
    return dishIds(week.value.menus, drafts.value, which).flatMap((id) => byId.value.get(id) ?? [])
  }

  function set(dishes: readonly string[]): void {
    drafts.value = changed(week.value.menus, drafts.value, slot.value, dishes)
  }

  function copy(): Promise<boolean> {
    return act.run(async () => {
      const before = await menusOf(dayPlus(monday.value, -7))
      drafts.value = copied(week.value, drafts.value, before.menus, today)
    })
  }

  function save(): Promise<boolean> {
    return act.run(async () => {
      await post<MenuList>('/menus', { menus: toSend(drafts.value) })
      drafts.value = {}
      await load.reload()
    })
  }

  function discard(): void {
    drafts.value = {}
    act.forget()
    void load.reload()
  }

  // A closed window would take along what was not saved.
  const hold = (event: BeforeUnloadEvent): void => {
    if (unsaved.value > 0) event.preventDefault()
  }
  const unsaved = computed(() => Object.keys(drafts.value).length)
  window.addEventListener('beforeunload', hold)
  onScopeDispose(() => window.removeEventListener('beforeunload', hold))

  return {
    today,
    monday,
    latest,
    show,
    move,
    slot,
    load,
    act,
    dishesOf,
    set,
    copy,
    save,
    discard,
    unsaved,
    isDraft: (which: Slot) => keyOf(which) in drafts.value,
    mayChange: computed(() => mayPlan.value && slot.value.day >= today),
    mayPlan,
    clashesOf: (which: Slot) => week.value.clashes.filter((clash) => clash.service_date === which.day && clash.meal === which.meal),
  }
}
