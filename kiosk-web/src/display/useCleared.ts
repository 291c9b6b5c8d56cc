// When does a price leave the diner's screen without a sale? As soon as the cashier has let the diner go.
import { onScopeDispose, watch } from 'vue'
import { post } from '../api/client'
import type { Stage } from '../sales/counter'

/** What comes at once after a cancelled diner speaks for itself, and must not be cleared by mistake. */
const SOON_MS = 300
/** Stages at which the screen says something that holds only as long as the counter shows it. */
const HOLDS: readonly Stage['at'][] = ['asking', 'offered', 'pending', 'refused']

/** Clears the diner's screen while the calling scope lives. */
export function useCleared(stage: () => Stage): void {
  let timer: ReturnType<typeof setTimeout> | undefined

  async function clear(): Promise<void> {
    try {
      await post('/lane/display/clear', {})
    } catch {
      // A screen without a line to the server has taken the price away by itself.
    }
  }

  watch(stage, (now, before) => {
    clearTimeout(timer)
    if (now.at === 'idle' && HOLDS.includes(before.at)) timer = setTimeout(() => void clear(), SOON_MS)
  })
  onScopeDispose(() => clearTimeout(timer))
}
