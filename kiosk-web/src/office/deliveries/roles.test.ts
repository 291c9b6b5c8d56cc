// @vitest-environment happy-dom
// Whoever may only read sees where every meal is, and no button that the server would refuse.
import { createApp, h, nextTick, type App } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Action, BoardRound, BoardStop } from '../types'
import RoundCard from './RoundCard.vue'

const { may } = vi.hoisted(() => ({ may: vi.fn<(action: Action) => boolean>() }))
vi.mock('../session', () => ({ session: { may } }))

const at = '2026-11-23T11:05:00+08:00'
const door = { grid: '', compound: '', building: '1号楼', unit: '', room: '', diets: [], results: [], photos: [], late: false, needs_help: false, alarm: 'none' }
const step = { rung: 'neighbour', at, who: '刘婶', found: 'not_reached' }
const stops = [
  { ...door, id: 'a', stop_no: 1, name: '王*英', ladder: [step], stop: { state: 'searching', since: at } },
  { ...door, id: 'b', stop_no: 2, name: '张*福', ladder: [], stop: { state: 'unproved' } },
] as unknown as BoardStop[]
const round: BoardRound = { id: 'r', round_no: 1, by_hand: false, grid: '', volunteer_id: 'zhao', volunteer: '赵志愿', link_made_at: at, packed_at: at, hot_until: at, closed_at: null, stops }
let app: App

beforeEach(() => {
  vi.stubGlobal('IntersectionObserver', class {
    observe(): void {}
    disconnect(): void {}
  })
  document.body.innerHTML = '<div id="page"></div>'
})

afterEach(() => {
  app.unmount()
  vi.unstubAllGlobals()
})

/** The words of the buttons that can be pressed by whoever may do these. */
async function buttons(...actions: Action[]): Promise<string[]> {
  may.mockImplementation((action) => actions.includes(action))
  app = createApp({ render: () => h(RoundCard, { round, others: [], volunteers: [], at, busy: false }) })
  app.mount('#page')
  await nextTick()
  return [...document.querySelectorAll('button')].filter(({ disabled }) => !disabled).map(({ innerText }) => innerText.trim())
}

it('an auditor reads the board, each rung of a search with its time and name included, and presses nothing', async () => {
  expect(await buttons('read_deliveries')).toEqual([])
  expect(document.querySelector('ol')?.textContent).toMatch(/11:05 问邻居 · 刘婶 · 没找到/)
})

it('a checker settles, and does nothing else', async () => {
  expect(await buttons('read_deliveries', 'settle_deliveries')).toEqual(['核实'])
})

it('the coordinator closes, looks for people and settles', async () => {
  expect(await buttons('read_deliveries', 'plan_deliveries', 'settle_deliveries')).toEqual(expect.arrayContaining(['路线二维码', '结束路线', '记找人', '找到了', '核实']))
})
