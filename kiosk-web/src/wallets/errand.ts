// What can somebody want at the counter besides a meal? Money for their card, money for a debt, or a look at both.
import type { Order, PaymentBody } from '../api/types'

export type Errand = 'top_up' | 'repayment' | 'history'

/** Somebody who can be named to the server: never a guest, and nobody whom nobody knows. */
export type Named = Exclude<Order, { guest: true } | { unknown: true }>

/** Amounts that people like to bring for a top-up. */
export const USUAL_TOP_UPS = ['50', '100', '200', '300'] as const

/** Who is meant, if the server could find them. */
export function named(order: Order | undefined): Named | null {
  return order === undefined || 'guest' in order || 'unknown' in order ? null : order
}

/** The payment as the server reads it; a reference only where the payment has one. */
export function paymentBody(
  id: string,
  who: Named,
  { amount, tender, reference }: Pick<PaymentBody, 'amount' | 'tender'> & { reference: string },
): PaymentBody {
  const said = reference.trim()
  return { id, ...who, amount, tender, ...(tender === 'cash' || said === '' ? {} : { reference: said }) }
}
