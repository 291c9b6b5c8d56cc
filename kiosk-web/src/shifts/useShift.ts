// The shift page at work: what the lane's shift is now, and what happens when it is opened, counted and closed.
import { onMounted, shallowRef, type ShallowRef } from 'vue'
import { get, post } from '../api/client'
import type { CashBody, CloseShiftBody, CountBody, LaneShift, MoneyReceipt, OpenShiftBody, Shift, ShiftCount, ZReport } from '../api/types'
import { useRequest, type PersonsRequest } from '../api/useRequest'
import { tillWords } from '../i18n/tillWords'

/** What the shift page shows. */
export type ShiftView =
  | { is: 'loading' }
  | { is: 'none'; suggested: string | null }
  | { is: 'running'; shift: Shift }
  | { is: 'counting'; shift: Shift }
  | { is: 'counted'; shift: Shift; count: ShiftCount }
  | { is: 'report'; report: ZReport }

export interface ShiftAtWork extends Omit<PersonsRequest, 'send'> {
  lane: Readonly<ShallowRef<LaneShift | null>>
  view: ShallowRef<ShiftView>
  /** Reads the shift and shows it. */
  read: () => Promise<void>
  open: (body: OpenShiftBody) => Promise<void>
  /** Puts cash in or takes it out; null when it was not booked. */
  moveCash: (body: CashBody) => Promise<MoneyReceipt | null>
  count: (body: CountBody) => Promise<void>
  close: (body: CloseShiftBody) => Promise<void>
  show: (reportId: string) => Promise<void>
}

/** Reads the lane's shift when the page opens. */
export function useShift(): ShiftAtWork {
  const lane = shallowRef<LaneShift | null>(null)
  const view = shallowRef<ShiftView>({ is: 'loading' })
  const { isBusy, wrong, send } = useRequest(() => tillWords.value.needsServer)

  async function read(): Promise<void> {
    const now = await send(() => get<LaneShift>('/lane/shift'))
    if (now === null) return
    lane.value = now
    view.value = now.shift === null ? { is: 'none', suggested: now.suggested_float } : { is: 'running', shift: now.shift }
  }

  async function open(body: OpenShiftBody): Promise<void> {
    if ((await send(() => post<Shift>('/lane/shift', body))) !== null) await read()
  }

  async function count(body: CountBody): Promise<void> {
    const counted = await send(() => post<ShiftCount>('/lane/shift/counts', body))
    if (counted !== null && view.value.is === 'counting') view.value = { is: 'counted', shift: view.value.shift, count: counted }
  }

  async function close(body: CloseShiftBody): Promise<void> {
    const report = await send(() => post<ZReport>('/lane/shift/close', body))
    if (report !== null) view.value = { is: 'report', report }
  }

  async function show(reportId: string): Promise<void> {
    const report = await send(() => get<ZReport>(`/lane/z-reports/${reportId}`))
    if (report !== null) view.value = { is: 'report', report }
  }

  onMounted(() => void read())
  return { lane, view, isBusy, wrong, read, open, count, close, show, moveCash: (body) => send(() => post<MoneyReceipt>('/lane/shift/cash', body)) }
}
