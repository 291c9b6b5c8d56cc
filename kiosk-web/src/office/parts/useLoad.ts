// How a page reads one thing: the three states every reader of it has to show, and "only the newest answer counts".
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'

export type Loaded<T> =
  | { kind: 'loading' }
  | { kind: 'ready'; value: T; refreshing: boolean }
  | { kind: 'failed'; error: unknown }

export interface Load<T> {
  state: Readonly<ShallowRef<Loaded<T>>>
  /** Reads again. What is on the screen stays there until the new answer comes. */
  reload: () => Promise<void>
  /** Starts over: the screen shows that it waits. */
  restart: () => Promise<void>
}

/** Reads at once, and again on demand; an answer that was overtaken is dropped. */
export function useLoad<T>(read: (signal: AbortSignal) => Promise<T>): Load<T> {
  const state = shallowRef<Loaded<T>>({ kind: 'loading' })
  let running: AbortController | null = null

  async function run(): Promise<void> {
    running?.abort()
    const mine = new AbortController()
    running = mine
    try {
      const value = await read(mine.signal)
      if (running === mine) state.value = { kind: 'ready', value, refreshing: false }
    } catch (error) {
      if (running === mine) state.value = { kind: 'failed', error }
    }
  }

  async function reload(): Promise<void> {
    const now = state.value
    state.value = now.kind === 'ready' ? { ...now, refreshing: true } : { kind: 'loading' }
    await run()
  }

  async function restart(): Promise<void> {
    state.value = { kind: 'loading' }
    await run()
  }

  onScopeDispose(() => {
    running?.abort()
    running = null
  })
  void run()
  return { state, reload, restart }
}
