// The volunteer's phone at work: opens the round behind the link, keeps it fresh while there is a signal, and carries it on
// without one.
import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { ApiProblem, get, post } from '../api/client'
import { useRequest, type PersonsRequest } from '../api/useRequest'
import type { Sentence } from '../i18n'
import { roundWords } from '../i18n/roundWords'
import { useConnection } from '../offline/connection'
import { askToKeep, openRowStore } from '../offline/rowStore'
import { newId } from '../offline/uuid'
import { createCarrier, type Carried, type Carrier, type KeptRound } from './carrier'
import { isOver } from './course'
import { hasLain, laterBody, saysMore, untoldReport, type Added } from './lateWord'
import { draftOf, waiting, type Report } from './queue'
import { LINK_REVOKED, sendReports } from './send'
import type { Found, Outcome, ResultBody, Round, Rung, Stop } from './types'

/** What the page is about. */
export type Phase = 'starting' | 'unpaired' | 'under_way' | 'revoked' | 'over'

const READ_EVERY_MS = 30_000
const TICK_MS = 1000
/** After these there is more to tell: how the elder is, or what is wrong with the address. */
const ASKS: readonly Outcome[] = ['handed_over', 'neighbour', 'refused', 'wrong_address']

export interface RoundAtWork {
  phase: ComputedRef<Phase>
  carried: Readonly<ShallowRef<Carried>>
  /** The canteen's time, as well as this phone knows it. */
  now: ComputedRef<number>
  isOnline: ComputedRef<boolean>
  /** True when the server does not know this phone any more: the link has to be opened again. */
  isSignedOut: ComputedRef<boolean>
  /** Why the link that was opened last is none; null while nothing is wrong with it. */
  refusal: Readonly<ShallowRef<Sentence | null>>
  /** True while another link waits until this phone has sent what it holds. */
  hasNextLink: Readonly<Ref<boolean>>
  /** True when the phone could not keep what was just tapped. */
  isNotKept: Readonly<Ref<boolean>>
  /** The stop that was sent before the last word about it was said: that word will be a report of its own. */
  late: ComputedRef<ResultBody | null>
  closing: PersonsRequest
  /** Opens the round whose link holds the token. */
  pair: (token: string) => void
  /** The stop has ended so; `token` is what was scanned. */
  finish: (stop: Stop, outcome: Outcome, token?: string) => Promise<void>
  /** Adds to the stop that ended last; as the last word about it, or not yet. What comes too late is told beside what counts. */
  add: (added: Added, as: 'draft' | 'final') => Promise<void>
  /** A photo was taken at the stop; true once it cannot be lost any more. */
  attach: (stopId: string, jpeg: string) => Promise<boolean>
  /** A rung was tried. */
  climb: (stop: Stop, rung: Rung, found: Found, who: string) => Promise<void>
  again: (report: Report) => Promise<void>
  settle: (report: Report) => Promise<void>
  close: () => Promise<void>
  /** Sends and reads nothing more. */
  stop: () => void
}

/** Carries the phone's round while the calling scope lives. */
export function useRound(): RoundAtWork {
  const carried = shallowRef<Carried>({ round: null, kept: null, queue: [] })
  const access = ref<'unknown' | 'open' | 'signed_out' | 'revoked' | 'over'>('unknown')
  const refusal = shallowRef<Sentence | null>(null)
  const token = ref<string | null>(null)
  const isNotKept = ref(false)
  const justSent = shallowRef<ResultBody | null>(null)
  const clock = ref(Date.now())
  const hasAsked = ref(false)
  const connection = useConnection(() => (hasAsked.value = true))
  const closing = useRequest(() => roundWords.value.closeUnreachable)
  const offset = computed(() => (hasAsked.value ? connection.clockOffsetMs.value : (carried.value.kept?.clockOffsetMs ?? 0)))
  const now = computed(() => clock.value + offset.value)
  const isOnline = computed(() => connection.reachability.value === 'online')
  const opened = openCarrier()
  let isStopped = false
  /** Whoever wants to know something while a question is under way is asked for afterwards. */
  let asking: 'no' | 'once' | 'again' = 'no'
  let timer: ReturnType<typeof setTimeout> | undefined

  const phase = computed<Phase>(() => {
    const { kept, queue } = carried.value
    if (kept !== null && !kept.over) return 'under_way'
    if (access.value === 'revoked') return 'revoked'
    if (kept !== null || access.value === 'over' || queue.length > 0) return 'over'
    return access.value === 'signed_out' ? 'unpaired' : 'starting'
  })

  // A page that was put away meanwhile asks for the money again when it comes back.
  const late = computed(() => justSent.value ?? untoldReport(phase.value === 'under_way' ? carried.value.round : null))

  async function openCarrier(): Promise<Carrier> {
    const carrier = createCarrier({
      rounds: await openRowStore<KeptRound>('canteen-round', 'rounds'),
      reports: await openRowStore<Report>('canteen-round-reports', 'reports'),
      send: (body) => sendReports(body, { lostTouch: () => void connection.check(), signedOut: () => (access.value = 'signed_out'), revoked: () => void turn() }),
      pause: (ms) => connection.pause(ms),
      changed: (next) => (carried.value = next),
    })
    await carrier.start()
    return carrier
  }

  /** Another link takes the place of the one before as soon as what belongs to that one is sent; one that is broken at once. */
  function mayPair(): boolean {
    return access.value === 'signed_out' || access.value === 'revoked' || waiting(carried.value.queue).length === 0
  }

  /** A link that opens nothing is forgotten; the round that is carried goes on. */
  async function pairNow(next: string): Promise<void> {
    try {
      await post('/round/session', { token: next })
      access.value = 'open'
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status >= 500) throw error
      refusal.value = error.sentence
    }
    if (token.value === next) token.value = null
  }

  async function read(carrier: Carrier): Promise<void> {
    const version = carrier.version()
    const round = await get<Round>('/round')
    access.value = 'open'
    if (carrier.version() === version) await carrier.heard(round, offset.value)
  }

  async function ask(): Promise<void> {
    const carrier = await opened
    try {
      if (token.value !== null && mayPair()) await pairNow(token.value)
      await read(carrier)
    } catch (error) {
      if (!(error instanceof ApiProblem)) return await connection.check()
      if (error.status === 410) {
        access.value = error.code === LINK_REVOKED ? 'revoked' : 'over'
        await carrier.end()
      } else if (error.status === 401) {
        access.value = 'signed_out'
      }
    }
  }

  /** Asks the server what there is to know; now and then, and whenever something has changed. */
  async function turn(): Promise<void> {
    if (isStopped) return
    if (asking !== 'no') return void (asking = 'again')
    asking = 'once'
    clearTimeout(timer)
    try {
      await ask()
    } catch {
      // The disk did not keep what was heard: the page shows it, and the phone says what it may lose.
      isNotKept.value = true
    } finally {
      timer = setTimeout(() => void turn(), wantsAgain() ? 0 : READ_EVERY_MS)
      asking = 'no'
    }
  }

  function wantsAgain(): boolean {
    return asking === 'again'
  }

  /** Does something that must not be lost; the page says so when the phone did not keep it. */
  async function keep(act: (carrier: Carrier) => Promise<void>): Promise<void> {
    isNotKept.value = false
    try {
      await act(await opened)
    } catch {
      isNotKept.value = true
    }
  }

  /** What is known of the stop that ended last goes out; who is still to be asked is asked all the same. */
  function release(): void {
    const held = draftOf(carried.value.queue)?.body ?? null
    justSent.value = held ?? justSent.value
    // What is just being written down is not held yet, and goes out all the same.
    const sent = opened.then((carrier) => carrier.release())
    sent.then((body) => (justSent.value = body ?? justSent.value)).catch(() => (isNotKept.value = true))
  }

  /** Says a word about the stop that was sent before. */
  async function addLate(carrier: Carrier, sent: ResultBody, added: Added, as: 'draft' | 'final'): Promise<void> {
    justSent.value = as === 'final' || saysMore(added) ? null : { ...sent, ...added }
    if (saysMore(added)) await carrier.say({ kind: 'result', body: laterBody(sent, added, { id: newId(), at: moment() }) }, as)
  }

  function tick(): void {
    clock.value = Date.now()
    if (hasLain(carried.value.queue, now.value)) release()
    const { kept } = carried.value
    if (kept === null || kept.over || !isOver(kept.round, now.value)) return
    access.value = 'over'
    void keep((carrier) => carrier.end())
  }

  const moment = (): string => new Date(Date.now() + offset.value).toISOString()
  const lookAgain = (): void => {
    if (document.visibilityState === 'visible') void turn()
    // In a pocket the page may be stopped at any moment.
    else release()
  }
  const ticking = setInterval(tick, TICK_MS)
  document.addEventListener('visibilitychange', lookAgain)
  window.addEventListener('pagehide', release)
  watch(phase, (is) => {
    if (is !== 'under_way') justSent.value = null
  })
  watch([isOnline, () => waiting(carried.value.queue).length], ([online, left]) => online && left === 0 && void turn())
  onScopeDispose(() => {
    isStopped = true
    clearTimeout(timer)
    clearInterval(ticking)
    document.removeEventListener('visibilitychange', lookAgain)
    window.removeEventListener('pagehide', release)
    void opened.then((carrier) => carrier.stop(), () => undefined)
  })
  opened.then(askToKeep).catch(() => (isNotKept.value = true))
  void connection.check().then(turn)

  return {
    phase,
    carried,
    now,
    isOnline,
    isSignedOut: computed(() => access.value === 'signed_out'),
    refusal,
    hasNextLink: computed(() => token.value !== null && carried.value.kept !== null),
    isNotKept,
    late,
    closing,
    pair: (next) => {
      token.value = next
      refusal.value = null
      void turn()
    },
    finish: (stop, outcome, scanned) =>
      keep((carrier) => {
        const body = { id: newId(), stop_id: stop.id, at: moment(), outcome, token: scanned ?? null, person: null, collected: null, welfare: null, note: null }
        return carrier.say({ kind: 'result', body }, ASKS.includes(outcome) ? 'draft' : 'final')
      }),
    add: (added, as) =>
      keep(async (carrier) => {
        const sofar = draftOf(carried.value.queue)?.body ?? late.value
        if (sofar === null) return
        const isHeld = await carrier.amend({ kind: 'result', body: { ...sofar, ...added } }, as)
        if (isHeld) justSent.value = null
        else await addLate(carrier, sofar, added, as)
      }),
    attach: async (stopId, jpeg) => {
      await keep((carrier) => carrier.attach({ kind: 'photo', body: { id: newId(), stop_id: stopId, at: moment(), jpeg } }))
      return !isNotKept.value
    },
    climb: (stop, rung, found, who) =>
      keep((carrier) => carrier.say({ kind: 'ladder', body: { id: newId(), stop_id: stop.id, at: moment(), rung, found, who: who.trim() === '' ? null : who.trim(), note: null } }, 'final')),
    again: (report) => keep((carrier) => carrier.again(report)),
    settle: (report) => keep((carrier) => carrier.settle(report)),
    close: async () => {
      const done = await closing.send(async () => {
        await post('/round/close', {})
        return true
      })
      if (done !== true) return
      access.value = 'over'
      await keep((carrier) => carrier.end())
    },
    stop: () => {
      isStopped = true
      void opened.then((carrier) => carrier.stop(), () => undefined)
    },
  }
}
