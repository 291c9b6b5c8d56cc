// @vitest-environment happy-dom
import { createApp, h, nextTick, type App } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Found } from '../api/types'
import SearchSheet from './SearchSheet.vue'

const post = vi.hoisted(() => vi.fn())
vi.mock('../api/client', async (original) => ({ ...(await original<object>()), post }))

let app: App
let chosen: string[]

beforeEach(() => {
  vi.useFakeTimers()
  chosen = []
  post.mockReset()
  document.body.innerHTML = '<div id="page"></div>'
  app = createApp({ render: () => h(SearchSheet, { mayBeUnknown: true, onChosen: (id: string) => chosen.push(id) }) })
  app.mount('#page')
})

afterEach(() => {
  app.unmount()
  vi.useRealTimers()
})

/** The server finds one resident by each text, named after it. */
const finds = (text: string): void => {
  post.mockResolvedValueOnce({ items: [{ resident_id: text, name: text, initial: text, group: 'elder' } as Found] })
}

function field(): HTMLInputElement {
  const found = document.querySelector('input')
  if (found === null) throw new Error('the sheet has no field')
  return found
}

async function type(text: string): Promise<void> {
  field().value = text
  field().dispatchEvent(new Event('input'))
  await nextTick()
}

function enter(): void {
  field().dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
}

it('Enter takes who was found by the text in the field', async () => {
  finds('田')
  await type('田')
  await vi.advanceTimersByTimeAsync(1000)
  enter()
  expect(chosen).toEqual(['田'])
})

it('Enter takes nobody out of the list of an earlier text', async () => {
  finds('田')
  await type('田')
  await vi.advanceTimersByTimeAsync(1000)
  finds('田桂')
  await type('田桂')
  enter()
  expect(chosen).toEqual([])
  await vi.advanceTimersByTimeAsync(1000)
  enter()
  expect(chosen).toEqual(['田桂'])
})

it('sends what is looked for in a body', async () => {
  finds('田')
  await type('田')
  await vi.advanceTimersByTimeAsync(1000)
  expect(post).toHaveBeenCalledWith('/lane/search', { q: '田' }, expect.anything())
})

it.each(['1'.repeat(40), '１'.repeat(40), `田${'1'.repeat(39)}`])('looks for nobody by what a scanner typed: %s', async (text) => {
  await type(text)
  await vi.advanceTimersByTimeAsync(1000)
  expect(post).not.toHaveBeenCalled()
})
