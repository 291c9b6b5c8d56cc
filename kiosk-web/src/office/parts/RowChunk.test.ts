// @vitest-environment happy-dom
import { createApp, h, nextTick, type App, type Component } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import RowChunk from './RowChunk.vue'

type Crossing = Pick<IntersectionObserverEntry, 'isIntersecting' | 'boundingClientRect'>
const crossing = (isIntersecting: boolean): Crossing => ({ isIntersecting, boundingClientRect: { height: 96 } as DOMRectReadOnly })

let app: App
let tell: (crossings: Crossing[]) => void

beforeEach(() => {
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(told: typeof tell) {
        tell = told
      }
      observe(): void {}
      disconnect(): void {}
    },
  )
  document.body.innerHTML = '<table id="page"></table>'
  app = createApp({ render: () => h(RowChunk as Component, { columns: [], items: ['a', 'b'], rowKey: (row: string) => row }) })
  app.mount('#page')
})

afterEach(() => {
  app.unmount()
  vi.unstubAllGlobals()
})

const rows = async (...crossings: Crossing[]): Promise<number> => {
  tell(crossings)
  await nextTick()
  return document.querySelectorAll('tr').length
}

it('rows far away leave an empty space of their height, and come back', async () => {
  expect(await rows(crossing(false))).toBe(0)
  expect(document.querySelector('tbody')?.style.height).toBe('96px')
  expect(await rows(crossing(true))).toBe(2)
})

it('of several crossings told at once the last one says where the rows are', async () => {
  expect(await rows(crossing(false), crossing(true))).toBe(2)
  expect(await rows(crossing(true), crossing(false))).toBe(0)
})

it('on paper there are all rows, however far they were on the screen', async () => {
  expect(await rows(crossing(false))).toBe(0)
  dispatchEvent(new Event('beforeprint'))
  await nextTick()
  expect(document.querySelectorAll('tr').length).toBe(2)
})
