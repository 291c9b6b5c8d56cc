// What the office usually does with money, each as a way from one place to another.
import type { Place } from './accounts'

export interface Purpose {
  key: 'deposit' | 'wechat' | 'alipay' | 'withdraw' | 'bank_fee' | 'opening'
  from: Place
  to: Place
}

export const PURPOSES: readonly Purpose[] = [
  { key: 'deposit', from: 'safe', to: 'bank' },
  { key: 'wechat', from: 'tender:wechat', to: 'bank' },
  { key: 'alipay', from: 'tender:alipay', to: 'bank' },
  { key: 'withdraw', from: 'bank', to: 'safe' },
  { key: 'bank_fee', from: 'bank', to: 'fees' },
  { key: 'opening', from: 'opening', to: 'bank' },
]

/** The purpose of a way, if it is a usual one. */
export function purposeOf(from: Place, to: Place): Purpose['key'] | null {
  return PURPOSES.find((each) => each.from === from && each.to === to)?.key ?? null
}

/** Only services and banks keep something of what passes them. */
export function takesFee(from: Place, to: Place): boolean {
  return to !== 'fees' && (from === 'bank' || from.startsWith('tender:'))
}
