import { effectScope, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ApiProblem, Unreachable } from '../api/client'
import type { Moment } from '../api/types'
import { useDisplay, type DisplayAtWork } from './useDisplay'

const { follow, post } = vi.hoisted(() => ({ follow: vi.fn(), post: vi.fn() }))
vi.mock('../api/client', async (original) => ({ ...(await original<object>()), follow, post }))

const price: Moment = { kind: 'price', name: '王*英', meal: 'lunch', pays: '9.90', balance: null }
const unpaired = new ApiProblem(401, 'display_not_paired', { zh: '请扫码配对', en: 'Scan the code' }, [], null)

let scope: EffectScope

beforeEach(() => {
  vi.useFakeTimers()
  follow.mockReset()
  post.mockReset()
  post.mockResolvedValue(undefined)
  // A line that is alive until somebody hangs up.
  follow.mockImplementation((_path: string, _heard: unknown, { signal }: { signal: AbortSignal }) =>
    new Promise((_, broke) => signal.addEventListener('abort', () => broke(new Unreachable('network')))),
  )
  scope = effectScope()
})

afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

const switchedOn = (): DisplayAtWork => scope.run(() => useDisplay()) as DisplayAtWork

it('shows what the counter says, takes a price back when the line breaks, and dials again', async () => {
  follow.mockImplementationOnce(async (_path: string, heard: (moment: Moment) => void) => heard(price))
  const { display } = switchedOn()
  await vi.advanceTimersByTimeAsync(0)
  expect(display.value).toMatchObject({ line: { is: 'broken' }, shown: null })
  await vi.advanceTimersByTimeAsync(1000)
  expect(follow).toHaveBeenCalledTimes(2)
})

it('says what to do when it is not paired, and pairs as soon as a link is opened', async () => {
  follow.mockRejectedValueOnce(unpaired)
  const { display, pair } = switchedOn()
  await vi.advanceTimersByTimeAsync(0)
  expect(display.value.line).toEqual({ is: 'refused', sentence: unpaired.sentence })
  pair('aa')
  await vi.advanceTimersByTimeAsync(0)
  expect(post).toHaveBeenCalledWith('/displays', { token: 'aa' })
  expect(follow).toHaveBeenCalledTimes(2)
})

it('leaves its counter for another one when its link is opened', async () => {
  const { pair } = switchedOn()
  pair('bb')
  await vi.advanceTimersByTimeAsync(1000)
  expect(post).toHaveBeenCalledExactlyOnceWith('/displays', { token: 'bb' })
})

it('does not forget a link that it could not show to the server', async () => {
  post.mockRejectedValueOnce(new Unreachable('network'))
  const { pair } = switchedOn()
  pair('cc')
  await vi.advanceTimersByTimeAsync(2500)
  expect(post).toHaveBeenCalledTimes(2)
  expect(post).toHaveBeenLastCalledWith('/displays', { token: 'cc' })
})

it('falls silent with its page', async () => {
  switchedOn()
  await vi.advanceTimersByTimeAsync(0)
  scope.stop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(follow).toHaveBeenCalledTimes(1)
})
