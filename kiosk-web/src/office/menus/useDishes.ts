// The dishes of the canteen: all of them, the ones that are looked for, and the one that is being written.
import { computed, ref, shallowRef } from 'vue'
import { get, post } from '../../api/client'
import { newId } from '../../offline/uuid'
import { useAct } from '../parts/useAct'
import { useLoad } from '../parts/useLoad'
import { session } from '../session'
import type { Dish, DishList, NewDish } from '../types'
import { fitting } from './week'

export type DishDraft = Omit<NewDish, 'id' | 'seen'>

/** What a form begins with: a dish that is kept, or a new one. */
export type Written = { kept: Dish } | { id: string }

/** The list and the form at its side. */
export function useDishes() {
  const load = useLoad(async (signal) => (await get<DishList>('/menus/dishes', { signal })).dishes)
  const act = useAct()
  const q = ref('')
  const written = shallowRef<Written | null>(null)
  const found = computed(() => {
    const all = load.state.value.kind === 'ready' ? load.state.value.value : []
    // What is cooked no longer stands at the end.
    return fitting(all, q.value).sort((a, b) => Number(b.offered) - Number(a.offered))
  })

  function open(next: Written | null): void {
    act.forget()
    written.value = next
  }

  async function save(draft: DishDraft): Promise<boolean> {
    const form = written.value
    if (form === null) return false
    const whose = 'kept' in form ? { id: form.kept.id, seen: form.kept.version_no } : { id: form.id, seen: 0 }
    const saved = await act.run(async () => {
      await post<Dish>('/menus/dishes', { ...whose, ...draft })
      await load.reload()
    })
    if (saved) written.value = null
    return saved
  }

  return { load, act, q, found, written, open, add: () => open({ id: newId() }), save, mayPlan: computed(() => session.may('plan_menus')) }
}
