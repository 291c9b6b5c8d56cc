// Who works here, and the acts on one person's way in.
import { get, post } from '../../api/client'
import { newId } from '../../offline/uuid'
import { useAct } from '../parts/useAct'
import { useList } from '../parts/useList'
import type { NewStaff, Page, StaffMember } from '../types'

/** The staff of the canteen. */
export function useStaff() {
  const list = useList<StaffMember>((cursor, signal) => get<Page<StaffMember>>(`/staff${cursor === undefined ? '' : `?cursor=${cursor}`}`, { signal }))
  const act = useAct()
  let id = newId()

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
    add,
    setPassword: (who: string, password: string) => write(`/staff/${who}/password`, { password }),
    setPin: (who: string, pin: string) => write(`/staff/${who}/pin`, { pin }),
    disable: (who: string) => write(`/staff/${who}/disable`, {}),
    enable: (who: string) => write(`/staff/${who}/enable`, {}),
  }
}
