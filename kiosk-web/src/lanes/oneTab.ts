// Does another page on this device sell already? One selling page per device, held by a Web Lock while it lives.
import { onScopeDispose, ref, type Ref } from 'vue'

/** `unknown` until the browser has answered; `lost` after another page took over. */
export type TabState = 'unknown' | 'ours' | 'taken' | 'lost'

const LOCK = 'canteen-selling'

export interface OneTab {
  state: Ref<TabState>
  /** Takes the lock from the other page, which then stops. */
  takeOver: () => void
}

/** Holds the device's selling lock while the calling scope lives. Without Web Locks (plain http) every page may sell. */
export function useOneTab(): OneTab {
  const state = ref<TabState>('unknown')
  let letGo: (() => void) | undefined
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })

  async function hold(options: LockOptions): Promise<void> {
    try {
      await navigator.locks.request(LOCK, options, async (lock) => {
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
    await navigator.locks.request(LOCK, () => undefined)
    if (state.value === 'taken') await hold({ ifAvailable: true })
  }

  if ('locks' in navigator) void hold({ ifAvailable: true })
  else state.value = 'ours'
  onScopeDispose(() => letGo?.())
  return { state, takeOver: () => void hold({ steal: true }) }
}
