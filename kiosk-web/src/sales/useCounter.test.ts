import 'fake-indexeddb/auto'
import { effectScope, ref, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Verdict } from '../api/types'
import type { Connection } from '../offline/connection'
import type { Row } from '../offline/outbox'
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

it('sends a meal that was refused meanwhile as eaten at what was taken for it, once the cashier says so', async () => {
  const id = '01923456-789a-7000-8000-000000000001'
  const body = { id, token: 't', meal: 'lunch', tender: 'cash', serve_as: 'decided', pays: '9.90' } as const
  const state = { is: 'refused', code: 'already_served', sentence: { zh: '已就餐', en: 'Served' }, heardAt: YESTERDAY } as const
  await (await openRowStore<Row>('canteen-outbox', 'sales')).put({ id, body, laneId: 'lane-1', laneName: '一号窗口', madeAt: YESTERDAY, state })
  post.mockResolvedValue({ id })
  const { refused, bookAsEaten } = opened()
  await vi.waitFor(() => expect(refused.value).toHaveLength(1))
  for (const row of refused.value) await bookAsEaten(row)
  const sold_at = new Date(YESTERDAY).toISOString()
  await vi.waitFor(() => expect(post).toHaveBeenCalledWith('/sales', { ...body, serve_as: 'eaten', sold_at }, expect.anything()))
  await vi.waitFor(() => expect(refused.value).toHaveLength(0))
})
