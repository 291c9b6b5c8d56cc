// One wallet: what is on it and what happened, and the acts that move its money or say who pays for whom.
import { shallowRef } from 'vue'
import { get, post, query, remove } from '../../api/client'
import { newId } from '../../offline/uuid'
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
  // The id stays the same until an answer came, so that a lost answer moves no money twice.
  let id = newId()

  async function settle(kind: Settling, said: Settlement): Promise<Settled | null> {
    let answer: Settled | null = null
    const own = kind === 'refund' ? { reason: said.reason } : { amount: said.amount }
    const reference = said.reference === '' ? null : said.reference
    await act.run(async () => {
      answer = await post<Settled>(`/wallets/${residentId}/${kind}s`, { id, tender: said.tender, reference, ...own })
      id = newId()
    })
    return answer
  }

  return { act, settle }
}

/** Says who may pay from whose wallet. */
export function usePayers(residentId: string) {
  const act = useAct()
  let id = newId()

  async function allow(walletOf: string): Promise<boolean> {
    return act.run(async () => {
      await post<unknown>(`/wallets/${residentId}/payer`, { id, wallet_of: walletOf })
      id = newId()
    })
  }

  async function end(whose: string): Promise<boolean> {
    return act.run(() => remove(`/wallets/${whose}/payer`))
  }

  return { act, allow, end }
}
