// Does the screen stay lit? A tablet would go to sleep between two diners; the browser can be asked to keep it awake.
import { onScopeDispose } from 'vue'

/** Keeps the screen on while the calling scope lives. The browser lets go whenever the page is hidden, so it is asked again. */
export function useAwake(): void {
  let lock: WakeLockSentinel | undefined

  async function ask(): Promise<void> {
    if (!('wakeLock' in navigator) || document.visibilityState !== 'visible') return
    try {
      lock = await navigator.wakeLock.request('screen')
    } catch {
      // A battery that runs low may refuse; the page works all the same.
    }
  }

  const again = (): void => void ask()
  document.addEventListener('visibilitychange', again)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', again)
    void lock?.release()
  })
  void ask()
}
