// What counts as the server's answer to a sale? Only its own yes or its own no; everything else leaves the sale waiting.
import { ApiProblem, post } from '../api/client'
import type { Sale, SaleBody } from '../api/types'
import type { Answer } from '../offline/uploader'

const TIMEOUT_MS = 10_000
/** A "no" to this request at this moment, not to this sale: signed out, too fast, too slow. */
const NOT_ABOUT_THE_SALE: readonly number[] = [401, 403, 408, 425, 429]

/** Sends one sale. Never throws: what went wrong on the way is `unanswered`, and `lostTouch` hears of it. */
export async function sendSale(body: SaleBody, lostTouch: () => void): Promise<Answer> {
  try {
    return { was: 'accepted', sale: await post<Sale>('/sales', body, { timeoutMs: TIMEOUT_MS }) }
  } catch (error) {
    if (error instanceof ApiProblem && isAboutTheSale(error)) {
      return { was: 'refused', code: error.code, sentence: error.sentence }
    }
    lostTouch()
    return { was: 'unanswered' }
  }
}

/** True when the problem answers the question itself, so that asking again would change nothing. */
export function isAboutTheSale(problem: ApiProblem): boolean {
  return problem.status < 500 && !NOT_ABOUT_THE_SALE.includes(problem.status)
}
