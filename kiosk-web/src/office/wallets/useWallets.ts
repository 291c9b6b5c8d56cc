// Which wallets the list shows, and what all of them come to.
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { post } from '../../api/client'
import { useList } from '../parts/useList'
import type { WalletLine, WalletList, WalletTotals } from '../types'

const TYPING_PAUSE_MS = 300
const STATES = ['owing', 'positive'] as const
export type WalletState = (typeof STATES)[number]

/** State and the opened wallet stand in the address; what is looked for does not: browsers and proxies keep addresses. */
export function useWallets() {
  const route = useRoute()
  const router = useRouter()
  const asked = (name: string): string | null => {
    const value = route.query[name]
    return typeof value === 'string' ? value : null
  }
  const q = ref('')
  const state = computed<WalletState | null>(() => STATES.find((each) => each === asked('state')) ?? null)
  const opened = computed(() => asked('wallet'))
  const totals = shallowRef<WalletTotals | null>(null)
  const list = useList<WalletLine>(async (cursor, signal) => {
    const looked = q.value.trim()
    const wanted = { ...(looked === '' ? {} : { q: looked }), ...(state.value === null ? {} : { state: state.value }), cursor }
    const page = await post<WalletList>('/wallets/search', wanted, { signal })
    totals.value = page.totals
    return page
  })
  const filtered = computed(() => q.value.trim() !== '' || state.value !== null)

  let pause: ReturnType<typeof setTimeout> | undefined
  watch(q, () => {
    clearTimeout(pause)
    pause = setTimeout(() => void list.restart(), TYPING_PAUSE_MS)
  })
  onScopeDispose(() => clearTimeout(pause))
  watch(state, () => void list.restart())

  function show(next: { state: WalletState | null; wallet: string | null }): void {
    void router.replace({ query: { ...(next.state === null ? {} : { state: next.state }), ...(next.wallet === null ? {} : { wallet: next.wallet }) } })
  }

  return {
    q,
    state,
    opened,
    totals,
    list,
    filtered,
    states: STATES,
    showState: (next: WalletState | null) => show({ state: next, wallet: opened.value }),
    open: (wallet: string | null) => show({ state: state.value, wallet }),
  }
}
