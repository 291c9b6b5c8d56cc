import 'fake-indexeddb/auto'
import { effectScope, ref, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Verdict } from '../api/types'
import type { Connection } from '../offline/connection'
import { openRowStore } from '../offline/rowStore'
import { useCounter, type CounterAtWork } from './useCounter'

const post = vi.hoisted(() => vi.fn())
vi.mock('../api/client', async (original) => ({ ...(await original<object>()), post }))

const YESTERDAY = Date.now() - 24 * 3_600_000
/** What a canteen says that serves no guests: such a person is still served, as pending. */
const nobody = { outcome: 'refuse', code: 'resident_unknown', meal: 'lunch', pays: null, pending: { standard: '15.00', pays: '15.00' } } as Verdict

const connection: Connection = {
  reachability: ref('online'),
  offlineSince: ref(null),
  clockOffsetMs: ref(0),
  check: () => Promise.resolve(),
  pause: () => Promise.resolve(),
}

let scope: EffectScope

beforeEach(() => {
  scope = effectScope()
  post.mockReset()
})

afterEach(() => scope.stop())

function opened(): CounterAtWork {
  const parts = {
    lane: { id: 'lane-1', name: '一号窗口' },
    habits: ref({ tender: 'cash' as const, onScan: 'ask' as const }),
    connection,
    speak: () => undefined,
    changed: () => undefined,
  }
  return scope.run(() => useCounter(parts)) as CounterAtWork
}

it('asks for somebody nobody knows as such, not as a guest, and serves them as pending', async () => {
  post.mockResolvedValue(nobody)
  const { counter, want } = opened()
  want({ unknown: true })
  await vi.waitFor(() => expect(counter.value.stage).toMatchObject({ at: 'pending', pays: '15.00' }))
  expect(post).toHaveBeenCalledWith('/scan', { unknown: true }, expect.anything())
})

it("books no refused sale of yesterday as pending into today's books", async () => {
  const id = '01923456-789a-7000-8000-000000000001'
  const body = { id, token: 't', meal: 'lunch', tender: 'cash', serve_as: 'decided' } as const
  const state = { is: 'refused', code: 'outside_meal_hours', sentence: { zh: '已过餐时', en: 'Closed' }, heardAt: YESTERDAY } as const
  await (await openRowStore()).put({ id, body, laneId: 'lane-1', laneName: '一号窗口', madeAt: YESTERDAY, state })
  const { refused, bookAsPending } = opened()
  await vi.waitFor(() => expect(refused.value).toHaveLength(1))
  for (const row of refused.value) await bookAsPending(row)
  expect(post).not.toHaveBeenCalled()
  expect(refused.value).toHaveLength(1)
})
