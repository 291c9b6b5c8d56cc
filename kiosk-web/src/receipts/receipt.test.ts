// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import type { Receipt } from '../api/types'
import { tillWords } from '../i18n/tillWords'
import { words } from '../i18n/words'
import { linesOf } from './receipt'

const receipt: Receipt = {
  sale_id: 's',
  receipt_no: 1024,
  canteen: '七一社区幸福食堂',
  lane: '一号窗口',
  cashier: '李敏',
  sold_at: '2026-11-23T03:30:00Z',
  service_date: '2026-11-23',
  meal: 'lunch',
  name: '王*英',
  standard: '15.00',
  shares: [{ funder: 'street', name: '街道办事处', amount: '5.10' }],
  pays: '9.90',
  tender: 'wallet',
  balance: '22.10',
  is_pending: false,
  is_void: false,
  chain: 'ab12',
  prints: 0,
}
const said = (changes: Partial<Receipt> = {}): string[] => {
  const { head, money, paid } = linesOf({ ...receipt, ...changes }, words.value, tillWords.value)
  return [...head, ...money, ...paid].map(({ label, value }) => `${label} ${value}`)
}

it('says who ate what, who paid which part, and what is left', () => {
  expect(said()).toEqual([
    '单号 1024',
    '时间 2026-11-23 11:30',
    '餐次 午餐',
    '姓名 王*英',
    '餐标 15.00',
    '街道办事处 -5.10',
    '支付方式 餐卡',
    '餐卡余额 22.10',
  ])
})

it('a guest has no name on it, and cash leaves no balance', () => {
  expect(said({ name: null, balance: null, tender: 'cash', shares: [] })).toEqual(['单号 1024', '时间 2026-11-23 11:30', '餐次 午餐', '餐标 15.00', '支付方式 现金'])
})
