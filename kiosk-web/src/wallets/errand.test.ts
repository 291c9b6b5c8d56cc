import { expect, it } from 'vitest'
import { named, paymentBody } from './errand'

it('a guest and somebody nobody knows have no card to put money on', () => {
  expect([named({ guest: true }), named({ unknown: true }), named(undefined)]).toEqual([null, null, null])
  expect(named({ number: '12345678' })).toEqual({ number: '12345678' })
})

it('only a payment at WeChat or Alipay carries a number', () => {
  const who = { resident_id: 'r' }
  const typed = { amount: '50.00', reference: ' 4200 ' }
  expect(paymentBody('id', who, { ...typed, tender: 'wechat' })).toEqual({ id: 'id', resident_id: 'r', amount: '50.00', tender: 'wechat', reference: '4200' })
  expect(paymentBody('id', who, { ...typed, tender: 'cash' })).toEqual({ id: 'id', resident_id: 'r', amount: '50.00', tender: 'cash' })
  expect(paymentBody('id', who, { amount: '1.00', reference: ' ', tender: 'alipay' })).not.toHaveProperty('reference')
})
