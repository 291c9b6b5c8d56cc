// One wallet: what is on it and what happened, and the acts that move its money or say who pays for whom.
import { computed, shallowRef } from 'vue'
import { get, post, query, remove } from '../../api/client'
import { isReused, sendOnce } from '../../api/sendOnce'
import { useAct } from '../parts/useAct'
import { useList } from '../parts/useList'
import type { OfficeTender, Settled, WalletEvent, WalletFile } from '../types'

/** The wallet of one resident, read at once; its statement comes page by page. */
export function useWallet(id: string) {
  const wallet = shallowRef<WalletFile | null>(null)
  const lines = useList<WalletEvent>(async (cursor, signal) => {
    const page = await get<WalletFile>(`/wallets/${id}${query({ cursor })}`, { signal })
    wallet.value = page
    return { items: page.lines, next_cursor: page.next_cursor ?? null }
  })
  return { wallet, lines }
}

export type Settling = 'refund' | 'repayment'

/** What a person says about money that is given back or taken. */
export interface Settlement {
  tender: OfficeTender
  reference: string
  /** Of a repayment. */
  amount: string
  /** Of a refund. */
  reason: string
}

/** Gives a balance back, or takes what is owed. */
export function useSettling(residentId: string) {
  const act = useAct()
  // A repayment is no second try of a refund.
  const once = { refund: sendOnce(), repayment: sendOnce() }

  async function settle(kind: Settling, said: Settlement): Promise<Settled | null> {
    let answer: Settled | null = null
    const own = kind === 'refund' ? { reason: said.reason } : { amount: said.amount }
    const reference = said.reference === '' ? null : said.reference
    await act.run(async () => {
      answer = await once[kind]((id) => post<Settled>(`/wallets/${residentId}/${kind}s`, { id, tender: said.tender, reference, ...own }))
    })
    return answer
  }

  /** An earlier press was booked although its answer was lost: the wallet is not what the screen shows. */
  const wasBooked = computed(() => isReused(act.error.value))
  return { act, settle, wasBooked }
}

/** Says who may pay from whose wallet. */
export function usePayers(residentId: string) {
  const act = useAct()
  const once = sendOnce()

  async function allow(walletOf: string): Promise<boolean> {
    return act.run(async () => {
      await once((id) => post<unknown>(`/wallets/${residentId}/payer`, { id, wallet_of: walletOf }))
    })
  }

  async function end(whose: string): Promise<boolean> {
    return act.run(() => remove(`/wallets/${whose}/payer`))
  }

  return { act, allow, end, wasAllowed: computed(() => isReused(act.error.value)) }
}
