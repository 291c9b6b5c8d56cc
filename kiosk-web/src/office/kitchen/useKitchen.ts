// The kitchen's sheet of the day and meal in the address, and what the kitchen writes on it.
import { watch } from 'vue'
import { get, post, query } from '../../api/client'
import { sendOnce } from '../../api/sendOnce'
import { useDayAndMeal } from '../deliveries/useDeliveryDay'
import { useAct } from '../parts/useAct'
import { useLoad } from '../parts/useLoad'
import type { KitchenNumber, KitchenSheet, SampleEnd } from '../types'

/** The sheet, and its reader. */
export function useKitchen() {
  const which = useDayAndMeal()
  const load = useLoad((signal) => get<KitchenSheet>(`/kitchen/days/${which.day.value}${query({ meal: which.meal.value })}`, { signal }))
  watch([which.day, which.meal], () => void load.restart())
  return { which, load }
}

export interface SampleDraft {
  dish: string
  grams: number
  taken_by: string
}

export interface TemperatureDraft {
  dish: string
  core_tenths: number
  measured_by: string
}

export interface EndDraft {
  end: SampleEnd
  reason: string | null
  ended_by: string
}

/** What one part of the page writes; each row is written once, however often it is pressed. */
export function useKitchenActs(which: ReturnType<typeof useDayAndMeal>, changed: () => void) {
  const act = useAct()
  const once = sendOnce()

  async function write(path: string, row: object): Promise<boolean> {
    const succeeded = await act.run(async () => {
      await once((id) => post(path, { id, ...row }))
    })
    if (succeeded) changed()
    return succeeded
  }
  const onSheet = (what: string, row: object): Promise<boolean> => write(`/kitchen/days/${which.day.value}/${what}`, { meal: which.meal.value, ...row })

  return {
    act,
    count: (what: KitchenNumber, meals: number) => onSheet('counts', { what, meals }),
    close: (reason: string) => onSheet('close', { reason: reason === '' ? null : reason }),
    sample: (draft: SampleDraft) => onSheet('samples', draft),
    measure: (draft: TemperatureDraft) => onSheet('temperatures', draft),
    endSample: (sample: string, draft: EndDraft) => write(`/kitchen/samples/${sample}/end`, draft),
  }
}

export type KitchenActs = ReturnType<typeof useKitchenActs>
