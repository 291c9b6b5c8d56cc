// What counts as the server's answer to reports? Only its own word about them; everything else leaves them waiting.
import { ApiProblem, post } from '../api/client'
import { isAboutTheSale as isAboutTheReports } from '../sales/send'
import type { ReportsBody, TakenReports } from './types'
import type { Answer } from './uploader'

/** The server's code for a link that opened a round and does no more. */
export const LINK_REVOKED = 'link_revoked'

/** Who hears what went wrong on the way. */
export interface Hearers {
  lostTouch: () => void
  /** The link of this phone opens nothing any more. */
  signedOut: () => void
  /** The link was revoked: what waits is sent when a new one is opened. */
  revoked: () => void
}

/** Sends the reports. Never throws. */
export async function sendReports(body: ReportsBody, { lostTouch, signedOut, revoked }: Hearers): Promise<Answer> {
  try {
    const { items } = await post<TakenReports>('/round/results', body)
    return { was: 'taken', items }
  } catch (error) {
    if (!(error instanceof ApiProblem)) lostTouch()
    else if (error.code === LINK_REVOKED) revoked()
    else if (isAboutTheReports(error)) return { was: 'refused', code: error.code, sentence: error.sentence }
    else if (error.status === 401) signedOut()
    return { was: 'unanswered' }
  }
}
