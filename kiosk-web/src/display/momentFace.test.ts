// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest'
import { language } from '../i18n'
import type { DinersMoment } from './display'
import { momentFace } from './momentFace'

beforeEach(() => (language.value = 'zh'))

const cases: [string, DinersMoment, unknown][] = [
  [
    'a price with what is on the card',
    { kind: 'price', name: '王*英', meal: 'lunch', pays: '9.90', balance: '20.00' },
    { name: '王*英', word: '应付', amount: '9.90', lines: ['餐卡余额 20.00 元'] },
  ],
  [
    'a price, and nothing of a card with nothing on it',
    { kind: 'price', name: null, meal: 'lunch', pays: '15.00', balance: '0.00' },
    { name: null, word: '应付', amount: '15.00', lines: [] },
  ],
  [
    'a meal that costs the diner nothing',
    { kind: 'price', name: '王*英', meal: 'lunch', pays: '0.00', balance: '20.00' },
    { name: '王*英', word: '不用付钱', amount: null, lines: ['餐卡余额 20.00 元'] },
  ],
  [
    'thanks, what was paid and what is left, to the last fen',
    { kind: 'sold', name: '王*英', meal: 'lunch', pays: '9.90', tender: 'wallet', balance: '0.00' },
    { name: '王*英', word: '谢谢', amount: null, lines: ['请慢用', '已付 9.90 元', '餐卡还剩 0.00 元'] },
  ],
  [
    'thanks to somebody who owes it, without telling the queue',
    { kind: 'sold', name: '王*英', meal: 'lunch', pays: '9.90', tender: 'owed', balance: null },
    { name: '王*英', word: '谢谢', amount: null, lines: ['请慢用'] },
  ],
  [
    'a meal that was had already',
    { kind: 'served', name: '王*英' },
    { name: '王*英', word: '已就餐', amount: null, lines: ['这一餐已经用过了。', '有疑问，请问工作人员。'] },
  ],
  [
    'that the staff will help, without a name',
    { kind: 'ask', message: { zh: '请稍等', en: 'One moment' } },
    { name: null, word: '请稍等', amount: null, lines: [] },
  ],
]

it.each(cases)('shows %s', (_, moment, face) => {
  expect(momentFace(moment)).toEqual(face)
})

it('speaks English on request', () => {
  language.value = 'en'
  expect(momentFace({ kind: 'ask', message: { zh: '请稍等', en: 'One moment' } }).word).toBe('One moment')
})
