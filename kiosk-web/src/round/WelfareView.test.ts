// @vitest-environment happy-dom
import { createApp, h } from 'vue'
import { afterEach, expect, it } from 'vitest'
import { aStop, result } from './fixture'
import type { ResultBody } from './types'
import WelfareView from './WelfareView.vue'

const app = { unmount: (): void => undefined }
afterEach(() => app.unmount())

/** The page about a stop that has just ended, in words. */
function shown(body: Partial<ResultBody>): string {
  const page = document.createElement('div')
  const props = { body: result(1, body).body, stop: aStop(1, { pays: 'cash', collect: '9.90' }), isSent: true, attach: () => Promise.resolve(true) }
  const mounted = createApp({ render: () => h(WelfareView, props) })
  app.unmount = () => mounted.unmount()
  mounted.mount(page)
  return page.textContent
}

it('says whose money it asks for: it may be asked again at another door', () => {
  const asks = shown({ collected: null })
  expect(asks).toContain('王秀英1')
  expect(asks).toContain('收到 9.90 元了吗？')
})

it('asks for the money before anything else that is not told yet, and for none that nobody could be given', () => {
  expect(shown({ welfare: 'good', collected: null })).toContain('元了吗')
  expect(shown({ welfare: 'good', collected: '0.00' })).not.toContain('元了吗')
  expect(shown({ outcome: 'refused', collected: null })).not.toContain('元了吗')
})
