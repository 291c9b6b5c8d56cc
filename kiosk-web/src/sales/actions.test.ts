import { expect, it } from 'vitest'
import type { Verdict } from '../api/types'
import { actionOf, actionsFor } from './actions'
import type { Counter, Stage } from './counter'

const wanted = { guest: true } as const
const verdict = { outcome: 'sell', code: 'eligible', pays: '9.90', standard: '15.00', pending: null } as Verdict
const counter = (stage: Stage, tender: 'cash' | 'alipay' = 'cash'): Counter => ({ stage, queue: [], asks: 0, habits: { tender, onScan: 'ask' } })
const doneBy = (key: string, stage: Stage, tender?: 'cash' | 'alipay'): unknown => actionOf(key, actionsFor(counter(stage, tender)))?.act

it('Enter takes the usual tender, 1 2 3 and C W A take the one they name', () => {
  const offered: Stage = { at: 'offered', wanted, verdict, came: 'now' }
  expect(doneBy('Enter', offered)).toEqual({ do: 'confirm', tender: 'cash' })
  expect(doneBy('Enter', offered, 'alipay')).toEqual({ do: 'confirm', tender: 'alipay' })
  expect(['1', '2', '3', 'C', 'W', 'A'].map((key) => doneBy(key, offered))).toEqual(
    ['cash', 'wechat', 'alipay', 'cash', 'wechat', 'alipay'].map((tender) => ({ do: 'confirm', tender })),
  )
  expect(doneBy('4', offered)).toBeUndefined()
})

it('a tender key sells nothing where nothing is offered', () => {
  const idle: Stage = { at: 'idle' }
  const refused: Stage = { at: 'refused', wanted, verdict: { ...verdict, outcome: 'refuse' } }
  for (const key of ['1', '2', '3', '4', 'P']) expect([doneBy(key, idle), doneBy(key, refused)]).toEqual([undefined, undefined])
  expect(doneBy('Enter', refused)).toEqual({ do: 'cancel' })
})

it('P is offered only after a no that may be served as pending, and only a pending meal may be owed', () => {
  const pending = { standard: '15.00', pays: '15.00' }
  expect(doneBy('P', { at: 'refused', wanted, verdict: { ...verdict, outcome: 'refuse', pending } })).toEqual({ do: 'pending' })
  expect(doneBy('4', { at: 'pending', wanted, verdict, pays: '15.00' })).toEqual({ do: 'confirm', tender: 'owed' })
})

it('Escape is a way back from every stage that waits for the cashier', () => {
  const stages: Stage[] = [
    { at: 'asking', wanted, ask: 1, tries: 3, came: 'now' },
    { at: 'offered', wanted, verdict, came: 'now' },
    { at: 'pending', wanted, verdict, pays: '15.00' },
    { at: 'refused', wanted, verdict },
    { at: 'failed', sentence: 'not_kept' },
    { at: 'unreadable', what: 'misread' },
  ]
  for (const stage of stages) expect(doneBy('Escape', stage), stage.at).toEqual({ do: 'cancel' })
})
