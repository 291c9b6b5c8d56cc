// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import type { ZReport } from '../api/types'
import { tillWords } from '../i18n/tillWords'
import { words } from '../i18n/words'
import { partsOf } from './zReport'

const totals = { meals: 2, standard: '30.00', pays: '19.80', subsidy: '10.20' }
const report: ZReport = {
  id: 'z',
  z_no: 7,
  canteen: '七一社区幸福食堂',
  lane: '一号窗口',
  shift: 's',
  shift_no: 9,
  opened_by: '李收银',
  opened_at: '2026-11-23T02:00:00Z',
  opened_by_itself: false,
  float: '200.00',
  closed_by: '李收银',
  closed_at: '2026-11-23T05:30:00Z',
  receipts: [12, 15],
  sales: totals,
  by_meal: [{ key: 'lunch', ...totals }],
  by_group: [{ key: 'elder', ...totals }],
  by_tender: [
    { key: 'cash', ...totals, meals: 1, pays: '9.90' },
    { key: 'wallet', ...totals, meals: 1, pays: '9.90' },
  ],
  late: [{ tender: 'cash', meals: 1, pays: '9.90' }],
  voids: [{ tender: 'cash', meals: 1, pays: '9.90' }],
  movements: [{ kind: 'cash_out', at: '2026-11-23T04:00:00Z', receipt_no: 14, tender: 'cash', amount: '-5.00', reason: '买葱' }],
  tenders: [
    { tender: 'cash', expected: '195.00', counted: '194.50', variance: '-0.50' },
    { tender: 'wechat', expected: '0.00', counted: null, variance: null },
  ],
  counted: { cash: [{ value: '100.00', count: 1 }], wechat: null, alipay: null },
  counts: 2,
  reason: '找零找错',
  chain: { entry_no: 15, hash: 'ab12cd34ef' },
  grand_total: totals,
}
const parts = (changes: Partial<ZReport> = {}): Map<string, string[]> =>
  new Map(
    partsOf({ ...report, ...changes }, words.value, tillWords.value).map(({ title, lines }) => [
      title,
      lines.map(({ label, value, remark }) => [label, value, ...(remark === undefined ? [] : [remark])].join(' | ')),
    ]),
  )

it('says everything that the report holds, in the words of the canteen', () => {
  const said = parts()
  expect(said.get('班次')).toEqual([
    '班次 | 第 9 班',
    '窗口 | 一号窗口',
    '开班 | 2026-11-23 10:00 | 李收银',
    '交班 | 2026-11-23 13:30 | 李收银',
    '备用金 | 200.00',
    '小票号 | 12–15',
  ])
  expect(said.get('按支付方式')).toEqual(['现金 1 份 | 9.90', '餐卡 1 份 | 9.90'])
  expect(said.get('断网补传（上一班卖出）')).toEqual(['现金 1 份 | 9.90'])
  expect(said.get('冲红')).toEqual(['现金 1 份 | -9.90'])
  expect(said.get('充值、还欠、现金进出')).toEqual(['现金出 现金 | -5.00 | 第 14 号 · 买葱'])
  expect(said.get('账实核对')).toEqual(['现金 账上 | 195.00', '现金 点到 | 194.50', '现金 相差 | -0.50', '微信 账上 | 0.00'])
  expect(said.get('钱箱')).toEqual(['100.00 元 | × 1', '点钞次数 | 2', '原因 |  | 找零找错'])
  expect(said.get('账本校验')).toEqual(['第 15 笔 | ab12cd34 | ab12cd34ef'])
})

it('leaves out what did not happen', () => {
  const said = parts({ receipts: null, late: [], voids: [], movements: [], by_meal: [], opened_by_itself: true })
  expect([...said.keys()]).not.toContain('冲红')
  expect([...said.keys()]).not.toContain('断网补传（上一班卖出）')
  expect([...said.keys()]).not.toContain('按餐次')
  expect(said.get('班次')).toHaveLength(5)
  expect(said.get('班次')?.[2]).toBe('开班 | 2026-11-23 10:00 | 系统自动开班')
})

it('dates a night shift by the canteen’s own year', () => {
  const said = parts({ opened_at: '2026-12-31T15:30:00Z', closed_at: '2026-12-31T16:30:00Z' })
  expect(said.get('班次')?.slice(2, 4)).toEqual(['开班 | 2026-12-31 23:30 | 李收银', '交班 | 2027-01-01 00:30 | 李收银'])
})
