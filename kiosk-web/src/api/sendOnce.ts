// How a write is sent so that it counts once: its id is made before anything is asked and kept until an answer came, so that what
// is pressed twice or sent again after a lost answer is done once.
import { newId } from '../offline/uuid'
import { ApiProblem } from './client'

/** Sends with the id of the act; once it counted, the next one is another act. */
export type SendOnce = <T>(send: (id: string) => Promise<T>) => Promise<T>

/** Keeps the id of one act after the other. */
export function sendOnce(): SendOnce {
  let id = newId()
  return async (send) => {
    try {
      const answer = await send(id)
      id = newId()
      return answer
    } catch (error) {
      if (isReused(error)) id = newId()
      throw error
    }
  }
}

/** Was the earlier try done although its answer was lost? What was sent now said something else, and is not done. */
export function isReused(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === 'id_reused'
}
