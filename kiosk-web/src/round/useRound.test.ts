// @vitest-environment happy-dom
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { effectScope, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ApiProblem, Unreachable } from '../api/client'
import { withSaid } from './course'
import { aRound, aStop } from './fixture'
import { draftOf } from './queue'
import type { ReportsBody, ResultBody, Round, Stop } from './types'
import { useRound, type RoundAtWork } from './useRound'

const { get, post } = vi.hoisted(() => ({ get: vi.fn(), post: vi.fn() }))
vi.mock('../api/client', async (original) => ({ ...(await original<object>()), get, post }))

const problem = (status: number, code: string): ApiProblem => new ApiProblem(status, code, { zh: code, en: code }, [], null)

/** The server as the contract has it: rounds by their links, and one that this phone's cookie opens. */
class Server {
  isAway = false
  /** Reports get lost, everything else arrives. */
  losesReports = false
  readonly rounds = new Map<string, Round>()
  cookie: string | null = null
  readonly over = new Set<string>()
  readonly revoked = new Set<string>()
  readonly sessions: string[] = []
  readonly taken: [string, string][] = []
  readonly results: ReportsBody['results'] = []

  get(path: string): Promise<unknown> {
    if (this.isAway) return Promise.reject(new Unreachable('network'))
    if (path === '/session') return Promise.resolve({ server_time: new Date().toISOString() })
    return this.opened()
  }

  post(path: string, body: unknown): Promise<unknown> {
    if (this.isAway) return Promise.reject(new Unreachable('network'))
    if (path === '/round/session') return this.pair((body as { token: string }).token)
    if (path === '/round/close') return this.close()
    return this.take(body as ReportsBody)
  }

  private opened(): Promise<Round> {
    if (this.cookie === null) return Promise.reject(problem(401, 'round_not_open'))
    if (this.revoked.has(this.cookie)) return Promise.reject(problem(410, 'link_revoked'))
    if (this.over.has(this.cookie)) return Promise.reject(problem(410, 'round_over'))
    return Promise.resolve(this.rounds.get(this.cookie) as Round)
  }

  private pair(token: string): Promise<undefined> {
    this.sessions.push(token)
    if (!this.rounds.has(token)) return Promise.reject(problem(401, 'no_such_link'))
    this.cookie = token
    return Promise.resolve(undefined)
  }

  private close(): Promise<undefined> {
    if (this.cookie !== null) this.over.add(this.cookie)
    return Promise.resolve(undefined)
  }

  private take({ results, ladder }: ReportsBody): Promise<unknown> {
    if (this.losesReports) return Promise.reject(new Unreachable('network'))
    if (this.cookie === null) return Promise.reject(problem(401, 'round_not_open'))
    if (this.revoked.has(this.cookie)) return Promise.reject(problem(410, 'link_revoked'))
    const items = [...results, ...ladder]
    this.results.push(...results)
    for (const { stop_id } of items) this.taken.push([this.cookie, stop_id])
    const round = this.rounds.get(this.cookie) as Round
    this.rounds.set(this.cookie, (results as ResultBody[]).reduce((sofar, body) => withSaid(sofar, { kind: 'result', body }), round))
    return Promise.resolve({ items: items.map(({ id }) => ({ id, state: 'recorded', code: null, message: null })) })
  }
}

let scope: EffectScope
let server: Server
const today = (id: string, stops = 2): Round => aRound(stops, { round_id: id, service_date: '2999-01-01' })

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  server = new Server()
  server.rounds.set('link-1', today('round-1'))
  server.rounds.set('link-2', today('round-2'))
  get.mockImplementation((path: string) => server.get(path))
  post.mockImplementation((path: string, body: unknown) => server.post(path, body))
  scope = effectScope()
})

afterEach(() => {
  scope.stop()
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const opened = (token?: string): RoundAtWork => {
  const work = scope.run(() => useRound()) as RoundAtWork
  if (token !== undefined) work.pair(token)
  return work
}
const shows = (work: RoundAtWork, id: string): Promise<void> => vi.waitFor(() => expect(work.carried.value.round?.round_id).toBe(id))
const firstStop = (work: RoundAtWork): Stop => work.carried.value.round?.stops[0] ?? aStop(1)

it('opens the round behind the link, and says what to do without one', async () => {
  const work = opened()
  await vi.waitFor(() => expect(work.phase.value).toBe('unpaired'))
  work.pair('no such link')
  await vi.waitFor(() => expect(work.refusal.value?.en).toBe('no_such_link'))
  work.pair('link-1')
  await shows(work, 'round-1')
  expect([work.phase.value, work.refusal.value]).toEqual(['under_way', null])
})

it('shows the round without a network to the page that comes after this one, and sends what was tapped when there is one', async () => {
  await shows(opened('link-1'), 'round-1')
  scope.stop()
  scope = effectScope()
  server.isAway = true
  const work = opened()
  await shows(work, 'round-1')
  await work.finish(firstStop(work), 'not_at_home')
  await work.climb(firstStop(work), 'ring', 'not_reached', ' ')
  expect(work.carried.value.queue).toHaveLength(2)
  server.isAway = false
  await vi.waitFor(() => expect(server.taken).toEqual([['link-1', 'stop-1'], ['link-1', 'stop-1']]), 5000)
  await vi.waitFor(() => expect(work.carried.value.queue).toEqual([]))
})

it('asks how the elder is before it sends a meal that was handed over, and does not ask after a closed door', async () => {
  const work = opened('link-1')
  await shows(work, 'round-1')
  await work.finish(firstStop(work), 'handed_over', `2${'0'.repeat(39)}`)
  expect(work.carried.value.queue.map(({ state }) => state.is)).toEqual(['draft'])
  await work.add({ welfare: 'unusual' }, 'draft')
  expect(server.taken).toEqual([])
  await work.add({ note: '说腿疼' }, 'final')
  await vi.waitFor(() => expect(server.taken).toEqual([['link-1', 'stop-1']]))
  expect(post).toHaveBeenCalledWith('/round/results', { results: [expect.objectContaining({ welfare: 'unusual', note: '说腿疼', outcome: 'handed_over' })], ladder: [], photos: [] })
})

/** The screen goes dark, or another app comes in front. */
const isHidden = (): void => {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  document.dispatchEvent(new Event('visibilitychange'))
}

it('sends a meal that was handed over as soon as the page is hidden, and what is said later as a report of its own', async () => {
  const work = opened('link-1')
  await shows(work, 'round-1')
  const tapped = work.finish(firstStop(work), 'handed_over', `2${'0'.repeat(39)}`)
  isHidden()
  await tapped
  await vi.waitFor(() => expect(server.taken).toEqual([['link-1', 'stop-1']]))
  const [first] = server.results
  expect([first?.token?.length, work.late.value?.id]).toEqual([40, first?.id])
  await work.add({ welfare: 'help' }, 'draft')
  expect([draftOf(work.carried.value.queue)?.body.welfare, work.late.value]).toEqual(['help', null])
  await work.add({ note: '摔倒了' }, 'final')
  await vi.waitFor(() => expect(server.results).toHaveLength(2))
  expect(server.results[1]).toMatchObject({ stop_id: 'stop-1', outcome: 'handed_over', token: null, welfare: 'help', note: '摔倒了' })
  expect(server.results[1]?.id).not.toBe(first?.id)
})

it('sends a meal that was handed over after two minutes without another word, and asks nobody at the office when all was well', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval'], now: Date.parse('2026-11-23T11:30:00+08:00') })
  const work = opened('link-1')
  await shows(work, 'round-1')
  await work.finish(firstStop(work), 'handed_over', `2${'0'.repeat(39)}`)
  vi.advanceTimersByTime(110_000)
  await work.add({ collected: '0.00' }, 'draft')
  expect([server.results, work.late.value]).toEqual([[], null])
  vi.advanceTimersByTime(20_000)
  await vi.waitFor(() => expect(server.results).toHaveLength(1))
  await work.add({ welfare: 'good', note: null }, 'final')
  expect([work.late.value, work.carried.value.queue, server.results.length]).toEqual([null, [], 1])
})

it('asks for the money again after the page was put away, and tells it as a word of its own', async () => {
  server.rounds.set('link-1', { ...today('round-1'), stops: [aStop(1, { pays: 'cash', collect: '9.90' })] })
  const before = opened('link-1')
  await shows(before, 'round-1')
  await before.finish(firstStop(before), 'handed_over', `2${'0'.repeat(39)}`)
  isHidden()
  await vi.waitFor(() => expect(server.results).toHaveLength(1))
  await vi.waitFor(() => expect(before.carried.value.queue).toEqual([]))
  vi.restoreAllMocks()
  get.mockImplementation((path: string) => server.get(path))
  post.mockImplementation((path: string, body: unknown) => server.post(path, body))
  // The phone kills the page; what opens instead knows the round from its disk.
  scope.stop()
  scope = effectScope()
  server.isAway = true
  const work = opened()
  await shows(work, 'round-1')
  expect(work.late.value).toMatchObject({ stop_id: 'stop-1', outcome: 'handed_over', collected: null })
  await work.add({ collected: '9.90' }, 'draft')
  expect([work.late.value, draftOf(work.carried.value.queue)?.body.collected]).toEqual([null, '9.90'])
  server.isAway = false
  await work.add({ welfare: 'good', note: null }, 'final')
  await vi.waitFor(() => expect(server.results).toHaveLength(2), 5000)
  expect(server.results[1]).toMatchObject({ stop_id: 'stop-1', outcome: 'handed_over', token: null, collected: '9.90', welfare: 'good' })
}, 10_000)

it('says that the link was revoked, forgets the doors, and sends what it holds as soon as the new one is opened', async () => {
  const work = opened('link-1')
  await shows(work, 'round-1')
  server.losesReports = true
  await work.finish(firstStop(work), 'not_at_home')
  server.losesReports = false
  server.revoked.add('link-1')
  await vi.waitFor(() => expect(work.phase.value).toBe('revoked'), 5000)
  expect([work.carried.value.queue.length, work.carried.value.round?.stops.map(({ name, phone }) => [name, phone])]).toEqual([1, [['王秀英1', null]]])
  work.pair('link-2')
  await vi.waitFor(() => expect(server.taken).toEqual([['link-2', 'stop-1']]), 8000)
  expect([work.phase.value, work.carried.value.round?.round_id]).toEqual(['under_way', 'round-2'])
}, 15_000)

it('opens another link only after what belongs to the one before was sent under it', async () => {
  const work = opened('link-1')
  await shows(work, 'round-1')
  server.losesReports = true
  await work.finish(firstStop(work), 'not_at_home')
  const asked = get.mock.calls.length
  work.pair('link-2')
  await vi.waitFor(() => expect(get.mock.calls.slice(asked)).toContainEqual(['/round']))
  expect([work.hasNextLink.value, server.sessions]).toEqual([true, ['link-1']])
  server.losesReports = false
  await vi.waitFor(() => expect(work.carried.value.round?.round_id).toBe('round-2'), 8000)
  expect([server.taken, server.sessions]).toEqual([[['link-1', 'stop-1']], ['link-1', 'link-2']])
}, 10_000)

it('forgets everything when the round was closed here, and when the server says that it is over', async () => {
  const work = opened('link-1')
  await shows(work, 'round-1')
  await work.close()
  expect([work.phase.value, work.carried.value.kept]).toEqual(['over', null])
  work.pair('link-2')
  await shows(work, 'round-2')
  server.over.add('link-2')
  work.pair('link-2')
  await vi.waitFor(() => expect([work.phase.value, work.carried.value.kept]).toEqual(['over', null]))
})

it('forgets the round with its day, although nobody can be asked', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval'], now: Date.parse('2026-11-23T23:00:00+08:00') })
  server.rounds.set('link-1', { ...today('round-1'), service_date: '2026-11-23' })
  const work = opened('link-1')
  await shows(work, 'round-1')
  server.isAway = true
  vi.setSystemTime(Date.parse('2026-11-24T00:00:01+08:00'))
  await vi.waitFor(() => expect([work.phase.value, work.carried.value.kept]).toEqual(['over', null]), 5000)
})

it('says when the phone keeps nothing', async () => {
  const work = opened('link-1')
  await shows(work, 'round-1')
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new Error('full')
  })
  await work.finish(firstStop(work), 'not_at_home')
  expect([work.isNotKept.value, work.carried.value.queue]).toEqual([true, []])
  vi.restoreAllMocks()
})
