// What funders owe, by month.
import { get } from '../../api/client'
import { useLoad } from '../parts/useLoad'
import type { Advances } from '../types'

/** The advance ledger as it is now. */
export function useAdvances() {
  return useLoad((signal) => get<Advances>('/books/advances', { signal }))
}
