// Which month is asked for? The one in the address, this month unless it names one.
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { dayOf, monthPlus } from '../parts/format'

const MONTH = /^\d{4}-\d{2}$/

/** The month in the address; showing another leaves the rest of the address as it is. */
export function useAskedMonth() {
  const route = useRoute()
  const router = useRouter()
  const thisMonth = dayOf(new Date()).slice(0, 7)
  const month = computed(() => {
    const asked = route.query['month']
    return typeof asked === 'string' && MONTH.test(asked) ? asked : thisMonth
  })

  async function show(next: string): Promise<void> {
    await router.replace({ query: { ...route.query, month: next === thisMonth ? undefined : next } })
  }

  return { month, thisMonth, show, move: (months: number) => show(monthPlus(month.value, months)) }
}
