// The slips of a month, of everybody or of one resident: all pages, because paper has no "more".
import { computed, watch } from 'vue'
import { useRoute } from 'vue-router'
import { get, query } from '../../api/client'
import { useLoad } from '../parts/useLoad'
import type { Slips } from '../types'
import { useAskedMonth } from './useAskedMonth'

const PAGE_TIMEOUT_MS = 60_000

/** The slips that the address asks for. */
export function useSlips() {
  const route = useRoute()
  const asked = useAskedMonth()
  const resident = computed(() => (typeof route.query['resident'] === 'string' ? route.query['resident'] : undefined))

  async function read(signal: AbortSignal): Promise<Slips> {
    const path = `/months/${asked.month.value}/slips`
    const page = (cursor?: string) => get<Slips>(path + query({ resident_id: resident.value, cursor }), { signal, timeoutMs: PAGE_TIMEOUT_MS })
    let last = await page()
    const items = [...last.items]
    while (last.next_cursor) {
      last = await page(last.next_cursor)
      items.push(...last.items)
    }
    return { ...last, items }
  }

  const load = useLoad(read)
  watch([asked.month, resident], () => void load.restart())
  return { ...asked, resident, load }
}
