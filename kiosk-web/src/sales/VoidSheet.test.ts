// @vitest-environment happy-dom
import { createApp, h, nextTick, ref, type App } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ApiProblem } from '../api/client'
import type { Sale } from '../api/types'
import VoidSheet from './VoidSheet.vue'

const post = vi.hoisted(() => vi.fn())
vi.mock('../api/client', async (original) => ({ ...(await original<object>()), post }))

const LIMIT = Date.parse('2026-11-02T03:45:00Z')
const now = ref(LIMIT)
const sale = {
  id: 'sale',
  diner: { name: '王*英', initial: '王', group: 'elder' },
  may_void_until: '2026-11-02T03:45:00Z',
  sold_at: '2026-11-02T03:30:00Z',
  receipt_no: 7,
  pays: '9.90',
} as Sale

let app: App

beforeEach(() => {
  now.value = LIMIT
  post.mockReset()
  document.body.innerHTML = '<div id="page"></div>'
  app = createApp({ render: () => h(VoidSheet, { sale, now: now.value }) })
  app.mount('#page')
})

afterEach(() => app.unmount())

const focused = (): string | null => document.activeElement?.closest('label')?.textContent.trim() ?? null

it('puts the focus into the reason when the quarter of an hour passes while it is open', async () => {
  expect(focused()).toBeNull()
  now.value = LIMIT + 1
  await nextTick()
  await nextTick()
  expect(focused()).toBe('原因')
})

it('puts the focus into the reason when the server says that it has passed', async () => {
  const late = { zh: '已超过 15 分钟', en: 'More than 15 minutes ago' }
  post.mockRejectedValueOnce(new ApiProblem(409, 'second_person_needed', late, [], null))
  document.querySelector('form')?.dispatchEvent(new Event('submit'))
  await vi.waitFor(() => expect(focused()).toBe('原因'))
})
