// @vitest-environment happy-dom
// Does the office read the books as an accountant does: sides, groups, accounts to choose, amounts, and who is late?
import { beforeEach, describe, expect, it } from 'vitest'
import { language } from '../../i18n'
import type { AccountLine, Advance, ClassLine } from '../types'
import { choicesOf, meant, statementOf } from './accounts'
import { aloneIn, rowsOf } from './alone'
import { purposeOf, PURPOSES, takesFee } from './purposes'
import { orBlank, sided, sidedWords } from './side'
import { groupsOf, isEven, nameUnder } from './trialGroups'
import { amountIn, arriving, belowZero } from './typedAmount'
import { fundersOf, oldestOf, openOf, unsettled, waitingOf } from './waiting'

beforeEach(() => {
  language.value = 'zh'
})

const line = (account: string, kind: AccountLine['class'], name: string, balance: string): AccountLine => ({
  account,
  class: kind,
  name: { zh: name, en: name },
  debit: balance.startsWith('-') ? '0.00' : balance,
  credit: balance.startsWith('-') ? balance.slice(1) : '0.00',
  balance,
})

describe('a balance', () => {
  it('stands on one side, or on none', () => {
    expect(['0.00', '-0.00', '12.30', '-1234.50'].map(sided)).toEqual([
      { side: 'flat', amount: '0.00' },
      { side: 'flat', amount: '0.00' },
      { side: 'debit', amount: '12.30' },
      { side: 'credit', amount: '1234.50' },
    ])
    expect(sidedWords('-1234.50')).toBe('贷 1,234.50')
    language.value = 'en'
    expect(sidedWords('0.10')).toBe('Dr 0.10')
  })
  it('of nothing leaves its column empty', () => {
    expect(['0.00', '0.01', '10000.00'].map(orBlank)).toEqual(['', '0.01', '10,000.00'])
  })
})

describe('a trial balance', () => {
  const accounts = [line('safe', 'safe', '保险柜现金', '5.00'), line('wallet:1', 'wallet', '餐卡余额 王*英', '-2.00'), line('wallet:2', 'wallet', '餐卡余额 张*福', '-3.00')]
  const sum = (kind: ClassLine['class'], name: string, many: number, balance: string): ClassLine => ({ ...line('', kind, name, balance), accounts: many })
  const classes = [sum('safe', '保险柜现金', 1, '5.00'), sum('wallet', '餐卡余额', 2, '-5.00')]

  it('is read class by class; a class that is one account is one line', () => {
    const [safe, wallets] = groupsOf({ accounts, classes })
    expect([safe?.only?.account, wallets?.only]).toEqual(['safe', null])
    expect(wallets?.accounts.map(({ account }) => account)).toEqual(['wallet:1', 'wallet:2'])
  })
  it('keeps the line of a class whose only account is somebody’s', () => {
    const [wallets] = groupsOf({ accounts: accounts.slice(1, 2), classes: [sum('wallet', '餐卡余额', 1, '-2.00')] })
    expect(wallets?.only).toBeNull()
  })
  it('does not say the class again before each of its accounts', () => {
    const above = sum('wallet', '餐卡余额', 2, '-5.00')
    expect(accounts.map((account) => nameUnder(above, account))).toEqual(['保险柜现金', '王*英', '张*福'])
  })
  it('is even to the fen or not at all', () => {
    expect(isEven({ total_debit: '5.00', total_credit: '5.00' })).toBe(true)
    expect(isEven({ total_debit: '5.00', total_credit: '5.01' })).toBe(false)
  })
})

describe('the choice of an account', () => {
  const wallets = Array.from({ length: 10_000 }, (_, at) => line(`wallet:${at}`, 'wallet', `餐卡余额 王*${at}`, '-1.00'))
  const choices = choicesOf([line('bank', 'bank', '银行存款', '9.00'), line('cash:12', 'cash', '窗口现金 第 12 班', '8.00'), ...wallets])
  const found = (typed: string): string[] => meant(choices, typed).map(({ account }) => account)

  it('has every account that a canteen has, also at zero, each once', () => {
    expect(choices.filter(({ account }) => account === 'bank')).toEqual([{ account: 'bank', name: '银行存款', balance: '9.00' }])
    expect(choices.find(({ account }) => account === 'safe')).toEqual({ account: 'safe', name: '保险柜现金', balance: '0.00' })
  })
  it('finds by the name, by parts of it, and by the key', () => {
    expect(found('银行')).toEqual(['bank'])
    expect(found('王*9999')).toEqual(['wallet:9999'])
    expect(found('tender:wechat')).toEqual(['tender:wechat'])
    expect(found('没有')).toEqual([])
  })
  it('finds the drawer of a shift by its number, even when it is long empty', () => {
    expect(found('12')[0]).toBe('cash:12')
    expect(found('第 7 班')).toEqual(['cash:7'])
    expect(meant(choices, '7')[0]).toEqual({ account: 'cash:7', name: '窗口现金 第 7 班', balance: null })
    expect(found('第0班')).toEqual([])
  })
  it('shows no more than can be looked through', () => {
    expect(found('餐卡')).toHaveLength(60)
    expect(found('')).toHaveLength(60)
  })
  it('leads to the statement of that account', () => {
    expect(statementOf('cash:7', { from: '2026-11-01' })).toEqual({ path: '/office/books/statement', query: { account: 'cash:7', from: '2026-11-01' } })
  })
})

describe('an amount', () => {
  it('is taken as people write it', () => {
    expect(['1234.5', '1,234.50', ' ¥9.9 ', '１２．３４', '￥8', '1000000'].map(amountIn)).toEqual(['1234.50', '1234.50', '9.90', '12.34', '8.00', '1000000.00'])
    expect(['', '-1', '1.234', 'neun', '1e3', '1.2.3'].map(amountIn)).toEqual([null, null, null, null, null, null])
    expect(['10000000', '10000000.01', '999999999999'].map(amountIn)).toEqual(['10000000.00', null, null])
  })
  it('arrives less the fee, to the fen', () => {
    expect(arriving('1000.00', '6.01')).toBe('993.99')
    expect(arriving('1000.00', null)).toBe('1000.00')
    expect([arriving('6.00', '6.00'), arriving('6.00', '7.00')]).toEqual([null, null])
  })
  it('is told where it leaves less than nothing', () => {
    expect([belowZero('5243.20', '6000.00'), belowZero('-1.00', '0.01'), belowZero('6.00', '6.00'), belowZero('6.00', '5.99')]).toEqual(['-756.80', '-1.01', null, null])
  })
})

describe('a way of money', () => {
  it('is known by its usual name', () => {
    for (const { key, from, to } of PURPOSES) expect(purposeOf(from, to)).toBe(key)
    expect(purposeOf('safe', 'expenses')).toBeNull()
  })
  it('costs a fee only where a bank or a service stands on it', () => {
    expect([takesFee('tender:wechat', 'bank'), takesFee('bank', 'safe'), takesFee('safe', 'bank'), takesFee('bank', 'fees')]).toEqual([true, true, false, false])
  })
})

describe('the advances', () => {
  const advance = (funder: string, month: string, open: string, days: number): Advance => ({ funder, name: `${funder}街道`, month, claimed: '9.00', received: '0.00', open, days_waiting: days })
  const items = [advance('a', '2026-08', '0.00', 0), advance('a', '2026-09', '5.00', 54), advance('b', '2026-09', '-1.00', 0), advance('b', '2026-10', '6.00', 23), advance('a', '2026-11', '7.00', 0)]

  it('are settled, lasting, waiting, late or overpaid', () => {
    expect(items.map(waitingOf)).toEqual(['settled', 'late', 'over', 'waiting', 'lasting'])
    expect(waitingOf({ open: '0.01', days_waiting: 30 })).toBe('waiting')
    expect(waitingOf({ open: '0.01', days_waiting: 31 })).toBe('late')
  })
  it('show what is not settled in the order of the months', () => {
    expect(unsettled(items).map(({ month, open }) => [month, open])).toEqual([['2026-09', '5.00'], ['2026-09', '-1.00'], ['2026-10', '6.00'], ['2026-11', '7.00']])
  })
  it('name each funder once, the oldest month owed, and what is open of a month', () => {
    expect(fundersOf(items).map(({ name }) => name)).toEqual(['a街道', 'b街道'])
    expect([oldestOf(items, '')?.month, oldestOf(items, 'b')?.month, oldestOf(items, 'c')]).toEqual(['2026-09', '2026-10', undefined])
    expect([openOf(items, 'b', '2026-10'), openOf(items, 'b', '2026-09'), openOf(items, 'a', '2026-08')]).toEqual(['6.00', null, null])
  })
})

describe('a merchant statement', () => {
  const at = '2026-11-23T03:30:00Z'
  const theirs = { line_no: 3, reference: '4200', at, amount: '15.00' }
  const ours = { entry_no: 6, kind: 'sale', reference: null, at, amount: '9.90' }
  const sums = { lines: 900, lines_amount: '0.00', fees: '0.00', tenders: 2, tenders_amount: '0.00', difference: '0.00', unmatched_lines: 800, unmatched_tenders: 1 }
  const value = { sums, differing: [{ line: theirs, tender: ours }], unmatched_lines: [theirs], unmatched_tenders: [ours] }

  it('counts what does not tie on either side and what has two amounts', () => {
    expect(aloneIn(value)).toBe(802)
    expect(aloneIn({ sums: { ...sums, unmatched_lines: 0, unmatched_tenders: 0 }, differing: [] })).toBe(0)
  })
  it('lists each side with its own count, which is whole where the list is not', () => {
    expect(rowsOf('lines', value)).toEqual({ rows: [{ key: '3 4200', at, line: theirs, tender: null }], all: 800 })
    expect(rowsOf('tenders', value)).toEqual({ rows: [{ key: '6', at, line: null, tender: ours }], all: 1 })
    expect(rowsOf('differing', value)).toEqual({ rows: [{ key: '6', at, line: theirs, tender: ours }], all: 1 })
  })
})
