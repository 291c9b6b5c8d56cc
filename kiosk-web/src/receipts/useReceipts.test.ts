// Is a receipt printed once when its answer was lost, and is the printer blamed for what it did?
import { effectScope, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Unreachable } from '../api/client'
import { useReceipts, type Receipts } from './useReceipts'

const { get, post } = vi.hoisted(() => ({ get: vi.fn(), post: vi.fn() }))
vi.mock('../api/client', async (original) => ({ ...(await original<object>()), get, post }))
vi.mock('./rare', () => ({ glyphsOf: () => [] }))

let scope: EffectScope
let receipts: Receipts

beforeEach(async () => {
  vi.useFakeTimers()
  get.mockReset()
  post.mockReset()
  get.mockResolvedValue({ address: 'tcp://printer:9100', width_mm: 58, prints: 'always', trouble: null })
  post.mockResolvedValue({ print_no: 1, sent_to: 'printer' })
  scope = effectScope()
  receipts = scope.run(() => useReceipts()) as Receipts
  await vi.advanceTimersByTimeAsync(0)
})

afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

it('sends the same print until an answer came, and then another one', async () => {
  post.mockRejectedValueOnce(new Unreachable('timeout'))
  await expect(receipts.print('s')).rejects.toThrow()
  await receipts.print('s')
  await receipts.print('s')
  const [first, second, third] = post.mock.calls.map(([, body]) => (body as { id: string }).id)
  expect([second === first, third === first]).toEqual([true, false])
})

it('prints another sale meanwhile as another one', async () => {
  post.mockRejectedValueOnce(new Unreachable('timeout'))
  await expect(receipts.print('s')).rejects.toThrow()
  await receipts.print('t')
  const ids = post.mock.calls.map(([, body]) => (body as { id: string }).id)
  expect(new Set(ids).size).toBe(2)
})

it('does not call the printer away because a receipt could not be read', async () => {
  get.mockRejectedValueOnce(new Unreachable('network'))
  receipts.sold('s')
  await vi.advanceTimersByTimeAsync(0)
  expect(post).not.toHaveBeenCalled()
  expect(receipts.trouble.value).toBeNull()
})
