// Which cards the list shows, which are ticked, and the acts on one card.
import { computed, ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { get, post, query } from '../../api/client'
import { newId } from '../../offline/uuid'
import { useAct } from '../parts/useAct'
import { useList } from '../parts/useList'
import type { Card, CardState, Issued, Page } from '../types'

/** So many cards fit into one address; more are printed by their batch. */
export const MOST_PRINTED_BY_CHOICE = 100

const STATES: readonly CardState[] = ['active', 'blocked', 'closed']

/** The cards as the list of the page needs them; state and batch stand in the address. */
export function useCards() {
  const route = useRoute()
  const router = useRouter()
  const state = computed(() => STATES.find((each) => each === route.query['state']) ?? null)
  const batch = computed(() => (typeof route.query['batch'] === 'string' ? route.query['batch'] : null))
  const list = useList<Card>((cursor, signal) =>
    get<Page<Card>>(`/cards${query({ state: state.value ?? undefined, batch: batch.value ?? undefined, cursor })}`, { signal }),
  )
  const ticked = ref<ReadonlySet<string>>(new Set())
  watch([state, batch], () => {
    ticked.value = new Set()
    void list.restart()
  })

  function show(next: { state: CardState | null; batch: string | null }): void {
    void router.replace({ query: { ...(next.state === null ? {} : { state: next.state }), ...(next.batch === null ? {} : { batch: next.batch }) } })
  }

  function tick(id: string, on: boolean): void {
    const next = new Set(ticked.value)
    if (!on) next.delete(id)
    else if (next.size < MOST_PRINTED_BY_CHOICE) next.add(id)
    ticked.value = next
  }

  return {
    state,
    batch,
    list,
    ticked,
    tick,
    states: STATES,
    showState: (next: CardState | null) => show({ state: next, batch: batch.value }),
    showBatch: (next: string | null) => show({ state: next === null ? state.value : null, batch: next }),
  }
}

/** Gives cards out: to the residents named, or to all who may have one and have none. */
export function useIssue() {
  const act = useAct()
  const result = ref<Issued | null>(null)
  // The id stays the same until an answer came, so that a lost answer issues nothing twice.
  let id = newId()

  async function issue(residentIds: readonly string[] | null): Promise<boolean> {
    return act.run(async () => {
      const whom = residentIds === null ? { all_eligible: true } : { resident_ids: [...residentIds] }
      result.value = await post<Issued>('/cards/issue', { id, ...whom }, { timeoutMs: 120_000 })
      id = newId()
    })
  }

  return { act, result, issue }
}

export type CardAct = 'block' | 'replace' | 'close'

/** What may still be done to a card in this state. */
export function actsOn(state: string): readonly CardAct[] {
  if (state === 'active') return ['block', 'replace', 'close']
  return state === 'blocked' ? ['replace', 'close'] : []
}

/** The acts on one card. A replacement answers with the new card. */
export function useCardActs() {
  const act = useAct()
  let replacement = newId()

  async function run(kind: CardAct, cardId: string, reason: string): Promise<Card | null> {
    let answer: Card | null = null
    await act.run(async () => {
      const body = kind === 'replace' ? { id: replacement, reason } : { reason }
      answer = await post<Card>(`/cards/${cardId}/${kind}`, body)
      replacement = newId()
    })
    return answer
  }

  return { act, run }
}
