// @vitest-environment happy-dom
import { effectScope, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ApiProblem, Unreachable } from '../api/client'
import { useBoard, type BoardAtWork } from './useBoard'

const { get } = vi.hoisted(() => ({ get: vi.fn() }))
vi.mock('../api/client', async (original) => ({ ...(await original<object>()), get }))

const said = (canteen: string) => ({ canteen, at: '2026-11-23T04:00:00Z', service_date: '2026-11-23', meal: null, menus: [] })
const stranger = new ApiProblem(404, 'not_found', { zh: '没有', en: 'None' }, [], null)

let scope: EffectScope

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-23T04:00:00Z') })
  localStorage.clear()
  get.mockReset()
  scope = effectScope()
})

afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

const switchedOn = (linked: string | null): BoardAtWork => scope.run(() => useBoard(linked)) as BoardAtWork

it('asks every minute for the board of its link', async () => {
  get.mockResolvedValue(said('七一'))
  const { board } = switchedOn('c1')
  await vi.advanceTimersByTimeAsync(0)
  expect(board.value?.canteen).toBe('七一')
  get.mockResolvedValue(said('新名'))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(board.value?.canteen).toBe('新名')
  expect(get.mock.calls.map(([path]) => path as string)).toEqual(['/menus/board/c1', '/menus/board/c1'])
})

it('keeps the last menu while nobody answers, says its age after minutes, and is current again by itself', async () => {
  get.mockResolvedValueOnce(said('七一'))
  const { board, old } = switchedOn('c1')
  await vi.advanceTimersByTimeAsync(0)
  get.mockRejectedValue(new Unreachable('network'))
  await vi.advanceTimersByTimeAsync(200_000)
  expect([board.value?.canteen, old.value]).toEqual(['七一', false])
  await vi.advanceTimersByTimeAsync(120_000)
  expect([board.value?.canteen, old.value]).toEqual(['七一', true])
  get.mockResolvedValue(said('七一'))
  await vi.advanceTimersByTimeAsync(11_000)
  expect(old.value).toBe(false)
})

it('remembers the menu over a restart, and shows no other canteen the menu of the one before', async () => {
  get.mockResolvedValueOnce(said('七一'))
  switchedOn('c1')
  await vi.advanceTimersByTimeAsync(0)
  scope.stop()
  scope = effectScope()
  get.mockRejectedValue(new Unreachable('network'))
  expect(switchedOn(null).board.value?.canteen).toBe('七一')
  expect(switchedOn('c2').board.value).toBeNull()
})

it('finds the only canteen without a link, and says when there is none', async () => {
  get.mockImplementation((path: string) => Promise.resolve(path === '/session' ? { canteen: { id: 'c9' } } : said('七一')))
  expect(switchedOn(null).board.value).toBeNull()
  await vi.advanceTimersByTimeAsync(0)
  expect(get.mock.calls.at(-1)?.[0]).toBe('/menus/board/c9')

  localStorage.clear()
  get.mockRejectedValue(stranger)
  const lost = switchedOn('c0')
  await vi.advanceTimersByTimeAsync(0)
  expect([lost.unknown.value, lost.board.value]).toEqual([true, null])
})
