// How does this lane like to work? Its usual tender, what a scan does, whether its camera looks; kept on the device.
import { ref, watch, type Ref } from 'vue'
import type { Tender } from '../api/types'
import type { Habits } from './counter'

export interface LaneHabits extends Habits {
  camera: 'on' | 'off'
}

const USUAL: LaneHabits = { tender: 'cash', onScan: 'ask', camera: 'off' }
const TENDERS: readonly Tender[] = ['cash', 'wechat', 'alipay']

/** The habits of the lane; changing them stores them. */
export function useHabits(laneId: string): Ref<LaneHabits> {
  const key = `canteen.habits.${laneId}`
  const habits = ref(read(localStorage.getItem(key)))
  watch(habits, (now) => localStorage.setItem(key, JSON.stringify(now)), { deep: true })
  return habits
}

/** The stored habits; whatever is not understood is as usual. */
export function read(stored: string | null): LaneHabits {
  if (stored === null) return { ...USUAL }
  let said: Partial<Record<keyof LaneHabits, unknown>> = {}
  try {
    said = Object(JSON.parse(stored)) as typeof said
  } catch {
    // Somebody else's text under our name: the usual habits are a good beginning.
  }
  return {
    tender: TENDERS.find((tender) => tender === said.tender) ?? USUAL.tender,
    onScan: said.onScan === 'sell_at_once' ? 'sell_at_once' : USUAL.onScan,
    camera: said.camera === 'on' ? 'on' : USUAL.camera,
  }
}
