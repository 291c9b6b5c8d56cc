// Who works here, and the acts on one person's way in.
import { shallowRef } from 'vue'
import { get, post } from '../../api/client'
import { newId } from '../../offline/uuid'
import { useAct } from '../parts/useAct'
import { useList } from '../parts/useList'
import type { NewStaff, Page, StaffMember, StaffResident } from '../types'

/** The staff of the canteen. */
export function useStaff() {
  const list = useList<StaffMember>((cursor, signal) => get<Page<StaffMember>>(`/staff${cursor === undefined ? '' : `?cursor=${cursor}`}`, { signal }))
  const act = useAct()
  const residents = shallowRef<ReadonlyMap<string, string>>(new Map())
  let id = newId()

  /** Asks again who of the staff is who in the register: masked names by the staff's ids. */
  async function readResidents(): Promise<void> {
    const page = await get<Page<StaffResident>>('/staff/residents')
    residents.value = new Map(page.items.map((each) => [each.staff_id, each.name]))
  }

  async function setResident(who: string, resident: string | null): Promise<boolean> {
    return await act.run(async () => {
      await post<unknown>(`/staff/${who}/resident`, { resident_id: resident })
      await readResidents()
    })
  }

  async function write(path: string, body: unknown): Promise<boolean> {
    const done = await act.run(async () => void (await post<unknown>(path, body)))
    if (done) await list.restart()
    return done
  }

  async function add(person: Omit<NewStaff, 'id'>): Promise<boolean> {
    const done = await write('/staff', { id, ...person })
    if (done) id = newId()
    return done
  }

  return {
    list,
    act,
    residents,
    readResidents: () => act.run(readResidents),
    setResident,
    add,
    setPassword: (who: string, password: string) => write(`/staff/${who}/password`, { password }),
    setPin: (who: string, pin: string) => write(`/staff/${who}/pin`, { pin }),
    disable: (who: string) => write(`/staff/${who}/disable`, {}),
    enable: (who: string) => write(`/staff/${who}/enable`, {}),
  }
}
