// Is a shift open at this lane, and did it open by itself? For the counter, which only mentions it.
import { shallowRef, type ShallowRef } from 'vue'
import { get } from '../api/client'
import type { LaneShift } from '../api/types'

export type Drawer = { is: 'unknown' } | { is: 'closed' } | { is: 'open' } | { is: 'open_by_itself'; shiftNo: number }

export interface LaneDrawer {
  drawer: Readonly<ShallowRef<Drawer>>
  /** Reads it again; without an answer the counter says nothing about it. */
  look: () => Promise<void>
}

/** Looks once, and again whenever it is asked to. */
export function useLaneShift(): LaneDrawer {
  const drawer = shallowRef<Drawer>({ is: 'unknown' })

  async function look(): Promise<void> {
    try {
      drawer.value = drawerOf(await get<LaneShift>('/lane/shift'))
    } catch {
      drawer.value = { is: 'unknown' }
    }
  }

  void look()
  return { drawer, look }
}

/** What the lane's shift means for the counter. */
export function drawerOf({ shift }: Pick<LaneShift, 'shift'>): Drawer {
  if (shift === null) return { is: 'closed' }
  return shift.opened_by_itself ? { is: 'open_by_itself', shiftNo: shift.shift_no } : { is: 'open' }
}
