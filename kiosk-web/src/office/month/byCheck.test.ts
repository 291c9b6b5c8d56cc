import { expect, it } from 'vitest'
import type { MonthException } from '../types'
import { byCheck } from './byCheck'

function exception(check: MonthException['check'], severity: MonthException['severity'], isSettled = false): MonthException {
  const settled = isSettled ? { name: '复核', at: '2026-12-01T01:00:00Z', reason: '已核实' } : null
  const said = { zh: '', en: '' }
  return { key: `${check}-${Math.random()}`, facts: '', check, severity, title: said, message: said, rows: [], link: '/office/today', settled }
}

it('puts what blocks the month first and what is done last', () => {
  const checks = byCheck([exception('E01', 'block', true), exception('E06', 'warn'), exception('E23', 'block'), exception('E23', 'block', true)])
  expect(checks.map(({ check, open, settled }) => [check, open.length, settled.length])).toEqual([
    ['E23', 1, 1],
    ['E06', 1, 0],
    ['E01', 0, 1],
  ])
})
