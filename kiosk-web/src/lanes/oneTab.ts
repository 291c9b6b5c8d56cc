// Does another page on this device do the same already? One page per device and work, held by a Web Lock while it lives.
import { onScopeDispose, ref, type Ref } from 'vue'

/** `unknown` until the browser has answered; `lost` after another page took over. */
export type TabState = 'unknown' | 'ours' | 'taken' | 'lost'

/** What only one page of a device does: sell, or carry a round. */
export type Work = 'canteen-selling' | 'canteen-round'

export interface OneTab {
  state: Ref<TabState>
  /** Takes the lock from the other page, which then stops. */
  takeOver: () => void
}

/** Holds the device's lock of the work while the calling scope lives. Without Web Locks (plain http) every page may do it. */
export function useOneTab(work: Work): OneTab {
  const state = ref<TabState>('unknown')
  let letGo: (() => void) | undefined
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })

  async function hold(options: LockOptions): Promise<void> {
    try {
      await navigator.locks.request(work, options, async (lock) => {
        if (lock === null) {
          state.value = 'taken'
          void waitForTurn()
          return
        }
        state.value = 'ours'
        await held
      })
    } catch {
      // The request rejects when another page has stolen the lock.
      state.value = 'lost'
    }
  }

  /** The other page may close by itself: then this one goes on. */
  async function waitForTurn(): Promise<void> {
    await navigator.locks.request(work, () => undefined)
    if (state.value === 'taken') await hold({ ifAvailable: true })
  }

  if ('locks' in navigator) void hold({ ifAvailable: true })
  else state.value = 'ours'
  onScopeDispose(() => letGo?.())
  return { state, takeOver: () => void hold({ steal: true }) }
}
