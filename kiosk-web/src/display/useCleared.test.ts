import { effectScope, nextTick, shallowRef, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Sale, Verdict } from '../api/types'
import type { Stage } from '../sales/counter'
import { useCleared } from './useCleared'

const post = vi.hoisted(() => vi.fn())
vi.mock('../api/client', async (original) => ({ ...(await original<object>()), post }))

const wanted = { token: '1'.repeat(40) }
const verdict = {} as Verdict
const idle: Stage = { at: 'idle' }
const asking: Stage = { at: 'asking', wanted, ask: 1, tries: 0, came: 'now' }
const offered: Stage = { at: 'offered', wanted, verdict, came: 'now' }
const refused: Stage = { at: 'refused', wanted, verdict }
const sold: Stage = { at: 'sold', wanted, sale: {} as Sale, left: null }

let scope: EffectScope
const stage = shallowRef<Stage>(idle)

beforeEach(() => {
  vi.useFakeTimers()
  post.mockReset()
  post.mockResolvedValue(undefined)
  stage.value = idle
  scope = effectScope()
  scope.run(() => useCleared(() => stage.value))
})

afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

async function through(...stages: Stage[]): Promise<void> {
  for (const next of stages) {
    stage.value = next
    await nextTick()
  }
}

it.each([
  ['an offer', offered],
  ['a no', refused],
  ['a question', asking],
])('clears the screen after %s that came to nothing', async (_, before) => {
  await through(before, idle)
  await vi.advanceTimersByTimeAsync(300)
  expect(post).toHaveBeenCalledExactlyOnceWith('/lane/display/clear', {})
})

it('leaves the thanks where they are', async () => {
  await through(offered, sold, idle)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(post).not.toHaveBeenCalled()
})

it('does not take away the price of whoever comes next', async () => {
  await through(offered, idle)
  await vi.advanceTimersByTimeAsync(200)
  await through(asking, offered)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(post).not.toHaveBeenCalled()
})

it('asks no further when the server is away', async () => {
  post.mockRejectedValue(new Error('away'))
  await through(offered, idle)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(post).toHaveBeenCalledOnce()
})
