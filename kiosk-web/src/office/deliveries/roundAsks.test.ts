// @vitest-environment happy-dom
// Does the question before an act say what will happen?
import { expect, it } from 'vitest'
import type { BoardRound, BoardStop } from '../types'
import { sayAsk } from './roundAsks'

const stop = (id: string, state: 'waiting' | 'delivered'): BoardStop => ({ id, stop: { state } }) as BoardStop
const round = (round_no: number, volunteer: string | null, ...stops: BoardStop[]): BoardRound => ({ id: `${round_no}`, round_no, grid: '第三网格', volunteer, stops }) as BoardRound

it('merging says how many stops go where, who carries them, and that an empty round ends', () => {
  const to = round(2, '钱志愿', stop('x', 'waiting'))
  const some = sayAsk({ kind: 'merge', round: round(1, '赵志愿', stop('a', 'delivered'), stop('b', 'waiting')), to })
  expect(some.title).toBe('把第 1 路 · 第三网格没送的 1 站并入第 2 路 · 第三网格？')
  expect(some.hint).toContain('由钱志愿送')
  expect(some.hint).not.toContain('自动结束')
  const all = sayAsk({ kind: 'merge', round: round(1, null, stop('a', 'waiting'), stop('b', 'waiting')), to: round(2, null) })
  expect(all.hint).toContain('自动结束')
  expect(all.hint).toContain('还没有选')
})

it('revoking names whose phone loses the round, and what to do to go on', () => {
  const { title, hint, danger } = sayAsk({ kind: 'revoke', round: round(1, '赵志愿') })
  expect(title).toBe('作废第 1 路 · 第三网格的二维码？')
  expect(hint).toMatch(/赵志愿手机上.*马上看不到.*再出一个二维码/)
  expect(danger).toBe(true)
})

it('handing over counts what is left only', () => {
  const { title } = sayAsk({ kind: 'hand_over', round: round(1, '赵志愿', stop('a', 'delivered'), stop('b', 'waiting')), to: { id: 'q', name: '钱志愿' } as never })
  expect(title).toBe('把没送的 1 站交给钱志愿？')
})
