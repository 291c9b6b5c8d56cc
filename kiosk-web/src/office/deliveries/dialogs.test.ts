// @vitest-environment happy-dom
// What do the coordinator's dialogs show, and is what was begun in them kept until it was sent?
import { createApp, h, nextTick, shallowReactive, type App, type Component } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { dropAllDrafts } from '../parts/drafts'
import type { Act } from '../parts/useAct'
import type { Action, BoardRound, BoardStop } from '../types'
import LinkDialog from './LinkDialog.vue'
import RoundCard from './RoundCard.vue'
import RungDialog from './RungDialog.vue'
import SettleDialog from './SettleDialog.vue'

const { may, get, post } = vi.hoisted(() => ({ may: vi.fn<(action: Action) => boolean>(), get: vi.fn(), post: vi.fn() }))
vi.mock('../session', () => ({ session: { may } }))
vi.mock('../../api/client', async (original) => ({ ...(await original<object>()), get, post }))

const at = '2026-11-23T12:05:00+08:00'
const result = { id: 'r', outcome: 'neighbour', proof: null, at, welfare: 'good', money_untold: false, volunteer: '赵志愿', person: '王大姐', received_at: at, collected: '9.90', counts: true, code: 'proof_not_hers' }
const door = { grid: '', compound: '', building: '1号楼', unit: '', room: '', diets: [], photos: [], late: false, needs_help: false, alarm: 'none', pays: 'cash', price: '9.90', ladder: [] }
const stopOf = (id: string): BoardStop => ({ ...door, id, resident_id: `of ${id}`, stop_no: 1, name: '张*福', stop: { state: 'unproved' }, results: [result] }) as unknown as BoardStop
const act = { busy: { value: false }, error: { value: null }, fieldProblem: () => null, forget: () => undefined } as unknown as Act
let app: App | null = null

beforeEach(() => {
  vi.stubGlobal('IntersectionObserver', class {
    observe(): void {}
    disconnect(): void {}
  })
  may.mockReturnValue(true)
  get.mockImplementation(async (path: string) =>
    path.startsWith('/residents/') ? { phone: '138****0001' } : { contacts: [{ id: 'c', name: '张丽', relation: '女儿', phone: '139****0002' }] },
  )
  document.body.innerHTML = '<div id="page"></div>'
})

afterEach(() => {
  app?.unmount()
  app = null
  dropAllDrafts()
  vi.unstubAllGlobals()
})

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setTimeout(resolve))
  await nextTick()
}

async function show(part: Component, props: object): Promise<void> {
  app?.unmount()
  app = createApp({ render: () => h(part, { ...props }) })
  app.mount('#page')
  await settled()
}

const buttonOf = (name: string): HTMLButtonElement | undefined =>
  [...document.querySelectorAll('button')].find((each) => (each.getAttribute('aria-label') ?? each.textContent ?? '').trim().startsWith(name))

function type(text: string, label: string): void {
  const named = [...document.querySelectorAll('label')].find((each) => each.textContent === label)
  const field = document.getElementById(named?.htmlFor ?? '') as HTMLInputElement
  field.value = text
  field.dispatchEvent(new Event('input'))
}

it('a second person sees all that came from the door, and whom to call, with the numbers masked', async () => {
  await show(SettleDialog, { stop: stopOf('a'), act })
  const text = document.body.textContent ?? ''
  for (const said of ['12:05', '赵志愿', '交给邻居', '扫的码不是这一户的', '王大姐', '应收 9.90 元，收到 9.90 元', '138****0001', '张丽（女儿）', '139****0002']) expect(text).toContain(said)
})

it('a number is shown after somebody said why, which is asked of the server with the reason', async () => {
  post.mockResolvedValue({ phone: '13900000002' })
  await show(SettleDialog, { stop: stopOf('a'), act })
  buttonOf('看张丽（女儿）的号码')?.click()
  await settled()
  expect(post).not.toHaveBeenCalled()
  buttonOf('查看')?.click()
  await settled()
  expect(post).toHaveBeenCalledWith('/deliveries/contacts/c/reveal', { reason: '核实没有扫码的送餐' })
  expect(document.body.textContent).toContain('13900000002')
})

it('who may not see numbers is told so, and nothing is asked for', async () => {
  may.mockImplementation((action) => action === 'settle_deliveries')
  await show(SettleDialog, { stop: stopOf('a'), act })
  expect(get).not.toHaveBeenCalled()
  expect(document.body.textContent).toContain('您的岗位看不到电话')
})

it('a reason that was begun is there again for the same stop only, whatever was closed between', async () => {
  await show(SettleDialog, { stop: stopOf('a'), act })
  expect(buttonOf('送到了')?.disabled).toBe(true)
  expect(buttonOf('送到了')?.title).toBe('先写怎么核实的，才能记。')
  type('电话问过女儿', '怎么核实的')
  await show(SettleDialog, { stop: stopOf('b'), act })
  expect(document.querySelector<HTMLInputElement>('form input')?.value).toBe('')
  await show(SettleDialog, { stop: stopOf('a'), act })
  expect([...document.querySelectorAll<HTMLInputElement>('form input')].map(({ value }) => value)).toContain('电话问过女儿')
  expect(buttonOf('送到了')?.disabled).toBe(false)
})

it('whom the office asked is kept with the rung, and the report is in sight there too', async () => {
  await show(RungDialog, { stop: stopOf('a'), act })
  expect(document.body.textContent).toContain('王大姐')
  type('第三网格小刘', '找的是谁')
  ;[...document.querySelectorAll<HTMLButtonElement>('[role=radio]')].find(({ textContent }) => textContent?.trim() === '找网格员')?.click()
  await show(RungDialog, { stop: stopOf('a'), act })
  expect([...document.querySelectorAll<HTMLInputElement>('form input')].map(({ value }) => value)).toContain('第三网格小刘')
  expect(document.querySelector('[aria-checked=true]')?.textContent?.trim()).toBe('找网格员')
})

it('the QR says of which round it is and for whom, and warns where no phone can open it', async () => {
  const round = { id: 'r', round_no: 2, grid: '第三网格', volunteer: '赵志愿' } as BoardRound
  const link = (url: string): object => ({ made: { round, link: { url, qr_path: 'M0 0', qr_size: 21 } }, meal: 'dinner' })
  await show(LinkDialog, link(`http:${'/'.repeat(2)}192.168.1.20:8080/round#1`))
  expect(document.body.textContent).toContain('第 2 路 · 第三网格 · 晚餐')
  expect(document.body.textContent).toContain('请 赵志愿 用手机扫码')
  expect(document.querySelector('[role=alert]')).toBeNull()
  await show(LinkDialog, link(`http:${'/'.repeat(2)}127.0.0.1:8080/round#1`))
  expect(document.querySelector('[role=alert]')?.textContent).toMatch(/127\.0\.0\.1:8080.*--public-url/)
})

const round = { id: 'r', round_no: 1, by_hand: false, grid: '', volunteer_id: null, volunteer: null, link_made_at: null, packed_at: null, hot_until: null, closed_at: null } as unknown as BoardRound

it('a round without a volunteer says why it can be neither packed nor opened', async () => {
  await show(RoundCard, { round: { ...round, stops: [stopOf('a')] }, others: [], volunteers: [], at, busy: false })
  const pack = buttonOf('已打包，可以出发')
  expect(pack?.disabled).toBe(true)
  expect(document.getElementById(pack?.getAttribute('aria-describedby') ?? '')?.textContent).toBe('先选志愿者，才能打包、出二维码。')
})

it('the board says what was scanned, who took the meal, why a search ended and how it was settled', async () => {
  const ladder = [{ rung: 'closed', at, who: '', staff: '李主任', found: 'reached', note: '女儿说昨天住院了' }]
  const decided = { approver: '钱会计', at, decision: 'delivered', reason: '电话问过本人' }
  const stops = [{ ...stopOf('a'), ladder, settled: decided }]
  await show(RoundCard, { round: { ...round, stops }, others: [], volunteers: [], at, busy: false })
  const text = document.body.textContent ?? ''
  for (const said of ['扫的码不是这一户的', '邻居 王大姐 收下', '办公室结束寻找', '女儿说昨天住院了', '钱会计', '核实：送到了', '电话问过本人']) expect(text).toContain(said)
})

it('a stop that somebody asked for is marked and has the keyboard, twice if asked twice', async () => {
  const scrolled = vi.fn()
  Element.prototype.scrollIntoView = scrolled
  const reached = vi.fn()
  const props = shallowReactive({ round: { ...round, packed_at: at, stops: [stopOf('a'), stopOf('b')] }, others: [], volunteers: [], at, busy: false, pointed: { stop: 'b' } as object | null, onReached: reached })
  await show(RoundCard, props)
  const focused = (): (string | null | undefined)[] => [document.activeElement?.textContent?.trim(), document.activeElement?.closest('tr')?.querySelector('[data-stop]')?.getAttribute('data-stop')]
  expect(focused()).toEqual(['核实', 'b'])
  expect(document.querySelectorAll('tr[data-pointed]').length).toBe(1)
  ;(document.activeElement as HTMLElement).blur()
  props.pointed = { stop: 'b' }
  await settled()
  expect(focused()).toEqual(['核实', 'b'])
  expect(reached).toHaveBeenCalledTimes(2)
})
