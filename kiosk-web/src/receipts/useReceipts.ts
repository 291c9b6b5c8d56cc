// Receipts at work: prints by itself after a sale where the lane's printer says always, and on request. No sale waits for it.
import { onScopeDispose, ref, shallowRef, type Ref } from 'vue'
import { get, post } from '../api/client'
import type { PrinterView, Printed, Receipt } from '../api/types'
import { sendOnce, type SendOnce } from '../api/sendOnce'
import { glyphsOf } from './rare'

export type PrinterTrouble = NonNullable<PrinterView['trouble']>

const LOOK_EVERY_MS = 60_000
/** So long after a print the server knows whether the printer took it. */
const LOOK_AFTER_PRINT_MS = 4000

export interface Receipts {
  /** What is wrong with the lane's printer, as far as the last receipt tells. */
  trouble: Readonly<Ref<PrinterTrouble | null>>
  /** A sale was made just now. */
  sold: (saleId: string) => void
  /** Prints a receipt, once more if it was printed before; throws what the server says. */
  print: (saleId: string) => Promise<Printed>
}

/** Knows the lane's printer while the calling scope lives. */
export function useReceipts(): Receipts {
  const printer = shallowRef<PrinterView | null>(null)
  const trouble = ref<PrinterTrouble | null>(null)
  /** The prints that no answer came to yet, by sale: sent again they are the same print. */
  const unanswered = new Map<string, SendOnce>()
  let last = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  async function look(): Promise<void> {
    try {
      printer.value = await get<PrinterView>('/lane/printer')
      trouble.value = printer.value.trouble
    } catch {
      // Without the server nothing is printed and nothing is known about the printer; the connection mark says so.
    }
    lookIn(LOOK_EVERY_MS)
  }

  function lookIn(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void look(), ms)
  }

  const hasPrinter = (): boolean => printer.value !== null && printer.value.address !== null

  async function print(saleId: string): Promise<Printed> {
    const glyphs = hasPrinter() ? glyphsOf(await get<Receipt>(`/lane/sales/${saleId}/receipt`)) : []
    const once = unanswered.get(saleId) ?? sendOnce()
    unanswered.set(saleId, once)
    const printed = await once((id) => post<Printed>(`/lane/sales/${saleId}/prints`, { id, glyphs }))
    unanswered.delete(saleId)
    if (printed.sent_to === 'printer') lookIn(LOOK_AFTER_PRINT_MS)
    return printed
  }

  function sold(saleId: string): void {
    if (printer.value?.prints !== 'always' || saleId === last) return
    last = saleId
    // The meal is sold and the queue goes on; a receipt that was not printed can be printed again from the list.
    // Whether the printer is away only the server knows: a receipt that could not be asked for says nothing about it.
    print(saleId).catch(() => look())
  }

  void look()
  onScopeDispose(() => clearTimeout(timer))
  return { trouble, sold, print }
}
