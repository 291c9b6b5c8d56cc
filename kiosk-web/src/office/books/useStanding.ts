// What stands on an account now, for somebody about to move money from it.
import { watch, type Ref } from 'vue'
import { get, query } from '../../api/client'
import { dayOf } from '../parts/format'
import { useLoad } from '../parts/useLoad'
import type { Statement } from '../types'

/** The closing balance of the account, read again whenever another one is meant. */
export function useStanding(account: Readonly<Ref<string>>) {
  const load = useLoad(async (signal) => {
    const today = dayOf(new Date())
    const path = `/books/accounts/${encodeURIComponent(account.value)}${query({ from: today, to: today })}`
    return (await get<Statement>(path, { signal })).closing
  })
  watch(account, () => void load.restart())
  return load
}
