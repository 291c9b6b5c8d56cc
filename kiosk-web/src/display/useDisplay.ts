// The diner's screen at work: pairs it, follows its counter, and comes back by itself whatever breaks.
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { ApiProblem, follow, post } from '../api/client'
import type { Moment } from '../api/types'
import { openDisplay, step, type Display, type DisplayEvent } from './display'

/** The counter says every three seconds that it is there. */
const SILENCE_MS = 8000
const AGAIN_MS = { broken: 1000, refused: 5000 } as const
const TICK_MS = 250

export interface DisplayAtWork {
  display: Readonly<ShallowRef<Display>>
  /** What time this screen believes it is. */
  now: Readonly<Ref<number>>
  /** Makes this screen the display of the lane whose link holds the token. */
  pair: (token: string) => void
}

/** Follows the counter while the calling scope lives. */
export function useDisplay(): DisplayAtWork {
  const now = ref(Date.now())
  const display = shallowRef(openDisplay(now.value))
  let isGone = false
  let token: string | null = null
  let line = new AbortController()

  function dispatch(event: DisplayEvent): void {
    display.value = step(display.value, event)
  }

  /** One line to the counter, from its beginning to its end. */
  async function listen(): Promise<void> {
    line = new AbortController()
    const pairing = token
    token = null
    try {
      if (pairing !== null) await post('/displays', { token: pairing })
      await follow<Moment>('/display/events', (moment) => dispatch({ type: 'heard', moment, at: Date.now() }), {
        silenceMs: SILENCE_MS,
        signal: line.signal,
      })
      dispatch({ type: 'broke', at: Date.now() })
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) dispatch({ type: 'refused', sentence: error.sentence })
      else {
        // What could not be asked is asked again, unless another link was opened meanwhile.
        token ??= pairing
        dispatch({ type: 'broke', at: Date.now() })
      }
    }
  }

  async function listenOn(): Promise<void> {
    while (!isGone) {
      await listen()
      await pause(AGAIN_MS[display.value.line.is === 'refused' ? 'refused' : 'broken'])
    }
  }

  /** Waits before the next line, unless somebody has hung up to be heard at once. */
  function pause(ms: number): Promise<void> {
    const { signal } = line
    if (signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
    })
  }

  const ticking = setInterval(() => {
    now.value = Date.now()
    dispatch({ type: 'ticked', at: now.value })
  }, TICK_MS)
  onScopeDispose(() => {
    isGone = true
    clearInterval(ticking)
    line.abort()
  })
  void listenOn()

  return {
    display,
    now,
    pair: (next) => {
      token = next
      line.abort()
    },
  }
}
