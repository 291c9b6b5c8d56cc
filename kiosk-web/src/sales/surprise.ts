// Is an Enter that is already on its way meant for what the screen shows now? Not when it appeared by itself, and not when
// a "no" came where the hand expected a price: it has to be seen before a key takes it away.
import type { Stage } from './counter'

/** True when the stage is not what the cashier was about to press Enter for. */
export function isSurprise(stage: Stage): boolean {
  switch (stage.at) {
    case 'offered':
      return stage.came !== 'now'
    case 'refused':
    case 'failed':
    case 'unreadable':
      return true
    case 'idle':
    case 'asking':
    case 'pending':
    case 'selling':
    case 'sold':
    case 'noted':
      return false
  }
}
