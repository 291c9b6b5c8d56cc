// Is the server there? The browser's own opinion is not trusted: a small request is sent, and it has two seconds.
import { onScopeDispose, readonly, ref, type Ref } from 'vue'
import { ApiProblem, get } from '../api/client'
import type { Session } from '../api/types'

/** What the page says about the network. */
export type Reachability = 'online' | 'offline'

export interface Connection {
  reachability: Readonly<Ref<Reachability>>
  /** Since when the server has been out of reach; null while it is there. */
  offlineSince: Readonly<Ref<number | null>>
  /** What the device's clock has to be corrected by, in milliseconds. */
  clockOffsetMs: Readonly<Ref<number>>
  /** Asks now; call it when a request got no answer. */
  check: () => Promise<void>
  /** Resolves after the time, or as soon as the server is back. */
  pause: (ms: number) => Promise<void>
}

const PING_TIMEOUT_MS = 2000
const PING_EVERY_MS = { online: 15_000, offline: 2000 } as const

/** Watches the server for as long as the calling scope lives. `heard` gets each session the server reports. */
export function useConnection(heard: (session: Session) => void): Connection {
  const reachability = ref<Reachability>('online')
  const offlineSince = ref<number | null>(null)
  const clockOffsetMs = ref(0)
  const wakers = new Set<() => void>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let underWay: Promise<void> | null = null

  function became(next: Reachability): void {
    if (next === 'offline') offlineSince.value ??= Date.now()
    else offlineSince.value = null
    const isBack = reachability.value === 'offline' && next === 'online'
    reachability.value = next
    if (isBack) for (const wake of [...wakers]) wake()
  }

  async function ping(): Promise<void> {
    clearTimeout(timer)
    try {
      const session = await get<Session>('/session', { timeoutMs: PING_TIMEOUT_MS })
      clockOffsetMs.value = Date.parse(session.server_time) - Date.now()
      became('online')
      heard(session)
    } catch (error) {
      // A problem is an answer too; only the server itself can have made it. 5xx means it cannot work now.
      became(error instanceof ApiProblem && error.status < 500 ? 'online' : 'offline')
    } finally {
      timer = setTimeout(() => void check(), PING_EVERY_MS[reachability.value])
      underWay = null
    }
  }

  function check(): Promise<void> {
    underWay ??= ping()
    return underWay
  }

  function pause(ms: number): Promise<void> {
    if (ms <= 0) return Promise.resolve()
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(sleep)
        wakers.delete(wake)
        resolve()
      }
      const sleep = setTimeout(wake, ms)
      wakers.add(wake)
    })
  }

  onScopeDispose(() => clearTimeout(timer))
  return { reachability: readonly(reachability), offlineSince: readonly(offlineSince), clockOffsetMs: readonly(clockOffsetMs), check, pause }
}
