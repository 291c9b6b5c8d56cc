// What is this device now: new here, enrolled as a lane, or a lane with a cashier who sells?
import type { Session } from '../api/types'

export type Device =
  | { is: 'starting' }
  | { is: 'not_set_up' }
  | { is: 'not_enrolled' }
  | { is: 'without_cashier'; session: LaneSession }
  | { is: 'selling'; session: SellingSession }

/** A session of an enrolled device. */
export type LaneSession = Session & { lane: NonNullable<Session['lane']> }
/** A session of an enrolled device whose cashier may sell. */
export type SellingSession = LaneSession & { staff: NonNullable<Session['staff']> }

/** What the server's session says this device is. */
export function deviceOf(session: Session | null): Device {
  if (session === null) return { is: 'starting' }
  if (isOfLane(session)) {
    return isSelling(session) ? { is: 'selling', session } : { is: 'without_cashier', session }
  }
  return session.setup_needed ? { is: 'not_set_up' } : { is: 'not_enrolled' }
}

function isOfLane(session: Session): session is LaneSession {
  return session.lane !== null
}

function isSelling(session: LaneSession): session is SellingSession {
  return session.staff !== null && session.actions.includes('sell')
}
