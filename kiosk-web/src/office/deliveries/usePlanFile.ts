// One resident's plans, holds and contacts, and the acts that change them.
import { computed } from 'vue'
import { get, post } from '../../api/client'
import { isReused, sendOnce } from '../../api/sendOnce'
import { useAct } from '../parts/useAct'
import { useLoad } from '../parts/useLoad'
import type { Meal, NewContact, NewHold, NewPlan, PlanFile } from '../types'

export type PlanDraft = Omit<NewPlan, 'id' | 'resident_id'>
export type HoldDraft = Omit<NewHold, 'id' | 'resident_id'>

/** Reads the file at once. */
export function usePlanFile(residentId: string) {
  return useLoad((signal) => get<PlanFile>(`/deliveries/plans/${residentId}`, { signal }))
}

/** The acts on one resident's deliveries; each is done once, however often it is pressed. */
export function usePlanning(residentId: string) {
  const act = useAct()
  const once = { plan: sendOnce(), end: sendOnce(), hold: sendOnce(), lift: sendOnce() }

  function sent(kind: keyof typeof once, path: string, body: object): Promise<boolean> {
    return act.run(async () => {
      await once[kind]((id) => post<PlanFile>(path, { id, ...body }))
    })
  }

  return {
    act,
    wasDone: computed(() => isReused(act.error.value)),
    plan: (draft: PlanDraft) => sent('plan', '/deliveries/plans', { resident_id: residentId, ...draft }),
    end: (meal: Meal, lastDay: string, reason: string) => sent('end', `/deliveries/plans/${residentId}/end`, { meal, last_day: lastDay, reason }),
    hold: (draft: HoldDraft) => sent('hold', '/deliveries/holds', { resident_id: residentId, ...draft }),
    lift: (hold: string, lastDay: string) => sent('lift', `/deliveries/holds/${hold}/lift`, { last_day: lastDay }),
    /** The number of a contact, with the reason why somebody has to see it; null when it was not told. */
    async reveal(contact: string, reason: string): Promise<string | null> {
      let phone: string | null = null
      await act.run(async () => {
        ;({ phone } = await post<{ phone: string }>(`/deliveries/contacts/${contact}/reveal`, { reason }))
      })
      return phone
    },
    setContacts: (contacts: NewContact[]) =>
      act.run(async () => {
        await post<PlanFile>(`/deliveries/plans/${residentId}/contacts`, { contacts })
      }),
  }
}
