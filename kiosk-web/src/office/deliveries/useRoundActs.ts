// What the office does about rounds and stops.
import { post } from '../../api/client'
import { sendOnce } from '../../api/sendOnce'
import { dropDraft } from '../parts/drafts'
import { useAct } from '../parts/useAct'
import type { BoardRound, BoardStop, Decision, Found, OfficeRung, RoundLink } from '../types'
import { leftOf, ordered, type Put } from './stopMoves'

/** Under which names the words about a stop are kept until they are sent. */
export const draftOf = {
  settle: (stop: string): string => `settle ${stop}`,
  rung: (stop: string): string => `rung ${stop}`,
  who: (stop: string): string => `who ${stop}`,
  found: (stop: string): string => `found ${stop}`,
}

/** What the office does about rounds and stops; each is done once, however often it is pressed. */
export function useRoundActs(changed: () => void) {
  const act = useAct()
  const once = { draft: sendOnce(), move: sendOnce(), settle: sendOnce(), ladder: sendOnce(), climb: sendOnce() }

  async function done(run: () => Promise<void>): Promise<boolean> {
    const succeeded = await act.run(run)
    changed()
    return succeeded
  }

  /** Moves stops out of a round; the new round's id, should it be a new one. */
  const move = (round: BoardRound, { stops, to, before }: Put): Promise<string> =>
    once.move(async (id) => {
      await post(`/deliveries/rounds/${round.id}/move`, { id, stops, to_round: to === 'new' ? null : to, before })
      return id
    })

  return {
    act,
    put: (round: BoardRound, put: Put) =>
      done(async () => {
        if (put.to !== round.id) await move(round, put)
        else await post(`/deliveries/rounds/${round.id}/order`, { stops: ordered(round.stops.map(({ id }) => id), put.stops, put.before) })
      }),
    /** What is not delivered yet goes to somebody else as a round of their own; what was done stays with whoever did it. */
    handOver: (round: BoardRound, staffId: string) =>
      done(async () => {
        const taken = await move(round, { stops: leftOf(round).map(({ id }) => id), to: 'new', before: null })
        await post(`/deliveries/rounds/${taken}/volunteer`, { staff_id: staffId })
      }),
    async draft(date: string, meal: string): Promise<{ rounds: number; stops: number } | null> {
      let laid: { rounds: number; stops: number } | null = null
      await done(async () => {
        laid = await once.draft((id) => post<{ rounds: number; stops: number }>('/deliveries/rounds/draft', { id, date, meal, seed: seedOf(date) }))
      })
      return laid
    },
    /** Forgets the order made by hand, today and from now on. */
    walk: (round: string, date: string) => done(() => post(`/deliveries/rounds/${round}/walk`, { seed: seedOf(date) })),
    give: (round: string, staffId: string | null) => done(() => post(`/deliveries/rounds/${round}/volunteer`, { staff_id: staffId })),
    pack: (round: string) => done(() => post(`/deliveries/rounds/${round}/packed`, {})),
    async link(round: string): Promise<RoundLink | null> {
      let made: RoundLink | null = null
      await done(async () => {
        made = await post<RoundLink>(`/deliveries/rounds/${round}/link`, {})
      })
      return made
    },
    revoke: (round: string) => done(() => post(`/deliveries/rounds/${round}/revoke`, {})),
    close: (round: string) => done(() => post(`/deliveries/rounds/${round}/close`, {})),
    settle: (stop: BoardStop, decision: Decision, reason: string) =>
      done(async () => {
        await once.settle((id) => post(`/deliveries/stops/${stop.id}/settle`, { id, decision, reason }))
        dropDraft(draftOf.settle(stop.id))
      }),
    climb: (stop: BoardStop, rung: OfficeRung, found: Found, who: string) =>
      done(async () => {
        await once.climb((id) => post(`/deliveries/stops/${stop.id}/ladder`, { id, rung, found, who: who || null }))
        dropDraft(draftOf.who(stop.id))
        dropDraft(draftOf.rung(stop.id))
      }),
    endSearch: (stop: BoardStop, note: string) =>
      done(async () => {
        await once.ladder((id) => post(`/deliveries/stops/${stop.id}/ladder`, { id, rung: 'closed', found: 'reached', note }))
        dropDraft(draftOf.found(stop.id))
      }),
  }
}

/** The same day gives the same walk: a printed round can be made again. */
function seedOf(date: string): number {
  return Number(date.replaceAll('-', ''))
}
