// Which doors have a tag, and the acts on tags; each is done once, however often it is pressed.
import { get, post } from '../../api/client'
import { sendOnce } from '../../api/sendOnce'
import { useAct } from '../parts/useAct'
import { useLoad } from '../parts/useLoad'
import type { TagDoor } from '../types'

/** What a tag is asked to become. */
export type TagAct = 'replace' | 'retire'

/** The doors where somebody has a plan or a tag hangs. */
export function useTags() {
  const load = useLoad((signal) => get<{ items: TagDoor[] }>('/deliveries/tags', { signal }))
  const act = useAct()
  const once = sendOnce()

  async function done(run: () => Promise<void>): Promise<boolean> {
    const succeeded = await act.run(run)
    if (succeeded) await load.reload()
    return succeeded
  }

  return {
    load,
    act,
    /** Makes tags for these doors, or for all that have none; brings back how many are new, null when it failed. */
    async issue(households: readonly string[] | null): Promise<number | null> {
      let issued: number | null = null
      await done(async () => {
        ;({ issued } = await post<{ issued: number }>('/deliveries/tags', households === null ? {} : { households }))
      })
      return issued
    },
    change: (kind: TagAct, tag: string, reason: string) =>
      done(() => once(async (id) => post(`/deliveries/tags/${tag}/${kind}`, kind === 'replace' ? { id, reason } : { reason }))),
  }
}
