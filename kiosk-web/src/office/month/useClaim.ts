// What a closed month says to the public and to the street office.
import { watch } from 'vue'
import { get } from '../../api/client'
import { useLoad } from '../parts/useLoad'
import type { Claim } from '../types'
import { useAskedMonth } from './useAskedMonth'

/** The claim of the month in the address; it fails with a sentence while that month is open. */
export function useClaim() {
  const asked = useAskedMonth()
  const load = useLoad((signal) => get<Claim>(`/months/${asked.month.value}/claim`, { signal }))
  watch(asked.month, () => void load.restart())
  return { ...asked, load }
}
