// How a page reads a long list: the first page at once, more on demand by the server's cursor, never a row twice.
import { computed, onScopeDispose, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import type { Page } from '../types'

export type Listed<T> =
  | { kind: 'loading' }
  | { kind: 'ready'; items: readonly T[]; next: string | null; total: number | null; more: 'idle' | 'loading' | 'failed'; error: unknown }
  | { kind: 'failed'; error: unknown }

export interface List<T> {
  state: Readonly<ShallowRef<Listed<T>>>
  items: ComputedRef<readonly T[]>
  /** Starts over from the first page. */
  restart: () => Promise<void>
  /** Adds the next page, if there is one and none is on its way. */
  more: () => Promise<void>
}

type Read<T> = (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>

/** Reads the first page at once. */
export function useList<T>(read: Read<T>): List<T> {
  const state = shallowRef<Listed<T>>({ kind: 'loading' })
  let running: AbortController | null = null

  async function ask(cursor: string | undefined, use: (page: Page<T>) => void, fail: (error: unknown) => void): Promise<void> {
    running?.abort()
    const mine = new AbortController()
    running = mine
    try {
      const page = await read(cursor, mine.signal)
      if (running === mine) use(page)
    } catch (error) {
      if (running === mine) fail(error)
    }
  }

  async function restart(): Promise<void> {
    state.value = { kind: 'loading' }
    await ask(undefined, (page) => (state.value = ready(page, [])), (error) => (state.value = { kind: 'failed', error }))
  }

  async function more(): Promise<void> {
    const now = state.value
    if (now.kind !== 'ready' || now.next === null || now.more === 'loading') return
    state.value = { ...now, more: 'loading' }
    await ask(
      now.next,
      (page) => (state.value = ready(page, now.items)),
      (error) => (state.value = { ...now, more: 'failed', error }),
    )
  }

  onScopeDispose(() => {
    running?.abort()
    running = null
  })
  void restart()
  return { state, items: computed(() => (state.value.kind === 'ready' ? state.value.items : [])), restart, more }
}

function ready<T>(page: Page<T>, before: readonly T[]): Listed<T> {
  return {
    kind: 'ready',
    items: [...before, ...page.items],
    next: page.next_cursor ?? null,
    total: page.total ?? null,
    more: 'idle',
    error: null,
  }
}
