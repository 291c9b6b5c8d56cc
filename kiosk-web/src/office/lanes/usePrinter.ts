// One lane's receipt printer: which it is, how it does, and giving the lane another one.
import { get, post } from '../../api/client'
import { useAct } from '../parts/useAct'
import { useLoad } from '../parts/useLoad'
import type { NewPrinter, Printer } from '../types'

/** The printer of a lane, read at once. */
export function usePrinter(laneId: string) {
  return useLoad((signal) => get<Printer>(`/lanes/${laneId}/printer`, { signal }))
}

/** Gives a lane a printer; without an address it has none. */
export function useSetPrinter() {
  const act = useAct()
  const save = (laneId: string, printer: NewPrinter): Promise<boolean> =>
    act.run(async () => void (await post<unknown>(`/lanes/${laneId}/printer`, printer)))
  return { act, save }
}
