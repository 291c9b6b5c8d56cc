// Which account's entries are shown, of which days, and what stands on it before and after.
import { computed, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { get, query } from '../../api/client'
import { dayOf } from '../parts/format'
import { useList } from '../parts/useList'
import type { Statement, StatementLine } from '../types'

const DAY = /^\d{4}-\d{2}-\d{2}$/
const FIRST_SHOWN = 'safe'

export type StatementHead = Pick<Statement, 'account' | 'name' | 'opening' | 'closing'>

/** The statement in the address: the safe's of this month unless it names another account and other days. */
export function useStatement() {
  const route = useRoute()
  const router = useRouter()
  const today = dayOf(new Date())
  const asked = (name: string): string | undefined => {
    const value = route.query[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const day = (name: string): string | undefined => {
    const value = asked(name)
    return value !== undefined && DAY.test(value) ? value : undefined
  }
  const account = computed(() => asked('account') ?? FIRST_SHOWN)
  const to = computed(() => day('to') ?? today)
  const from = computed(() => day('from') ?? `${to.value.slice(0, 8)}01`)
  const head = shallowRef<StatementHead | null>(null)

  const list = useList<StatementLine>(async (cursor, signal) => {
    const days = { from: from.value, to: to.value, cursor }
    const page = await get<Statement>(`/books/accounts/${encodeURIComponent(account.value)}${query(days)}`, { signal })
    head.value = page
    return { items: page.rows, next_cursor: page.next_cursor }
  })
  watch([account, from, to], () => {
    head.value = null
    void list.restart()
  })

  async function show(next: { account?: string; from?: string; to?: string }): Promise<void> {
    const wanted = { account: account.value, from: from.value, to: to.value, ...next }
    await router.replace({ query: wanted })
  }

  return { account, from, to, today, head, list, show }
}
