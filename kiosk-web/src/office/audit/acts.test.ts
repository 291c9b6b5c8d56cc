// @vitest-environment happy-dom
// Does each line of the audit trail read as a sentence, in both languages?
import { expect, it } from 'vitest'
import { language } from '../../i18n'
import type { Act, AuditLine } from '../types'
import { actWord, factsSentence, subjectWord } from './acts'

const said = (act: Act): string[] =>
  (['zh', 'en'] as const).map((each) => {
    language.value = each
    const line: AuditLine = { id: '', at: '', staff: null, subject: '', ...act }
    return `${actWord(line)} | ${factsSentence(line)}`
  })

it('says each act in both languages', () => {
  const sha256 = 'abcdef0123456789'.repeat(4)
  const spoken: [Act, string, string][] = [
    [{ action: 'sign_in', detail: { by: 'pin' } }, '登录 | 在窗口输入 PIN', 'signed in | By PIN at a lane'],
    [{ action: 'own_password_changed' }, '改自己的密码 | ', 'changed their own password | '],
    [{ action: 'staff_added', detail: { login: 'li', role: 'cashier' } }, '添加人员 | 登录名 li，收银员', 'added a person | Login li, Cashier'],
    [{ action: 'fact_recorded', detail: { kind: 'died' } }, '记一条情况 | 去世', 'recorded a fact | Died'],
    [
      { action: 'register_imported', detail: { sha256, new: 12, changed: 0, unchanged: 3 } },
      '导入居民表 | 新增 12 位，变更 0 位，3 位不变；文件指纹 abcdef012345…',
      'imported the register | 12 new, 0 changed, 3 unchanged; file abcdef012345…',
    ],
    [{ action: 'cards_issued', detail: { issued: 1, skipped: 2 } }, '发卡 | 发出 1 张，2 位没有发', 'issued cards | 1 card, none for 2 people'],
    [{ action: 'month_exported', detail: { file: 'summary.csv' } }, '下载月度数据 | 汇总 CSV', 'downloaded a month | the summary as CSV'],
    [
      { action: 'money_transferred', detail: { from: 'tender:wechat', to: 'bank', amount: '9.90' } },
      '转存 | 微信 → 银行存款，到账 9.90 元',
      'moved money | WeChat → Bank, 9.90 yuan arrived',
    ],
    [{ action: 'other', detail: { code: 'cards_printed', text: '8 cards' } }, '其他版本的记录 | cards_printed 8 cards', 'line of another version | cards_printed 8 cards'],
  ]
  for (const [act, zh, en] of spoken) expect(said(act)).toEqual([zh, en])
})

it('shortens what an act was done to', () => {
  language.value = 'zh'
  expect(subjectWord('resident:01932d1e-0000-7000-8000-0000000012ab')).toBe('居民 …0012ab')
  expect(subjectWord('month:2026-11')).toBe('月份 2026-11')
  expect(subjectWord('register')).toBe('居民登记')
  expect(subjectWord('constructor:1')).toBe('constructor 1')
})
