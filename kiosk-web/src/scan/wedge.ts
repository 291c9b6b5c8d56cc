// How does a scanner that types like a keyboard reach the page, whatever has the focus?
// One listener on the window in the capture phase and no hidden field. What leaked into a focused field is put back,
// and the Enter of the scan is swallowed so that it presses nothing.
import { ALONE_MS, charOf, charOfAltDigits, ENDING_MS, judge, LONGEST_GAP_MS, withStroke, type Ending, type Stroke } from './burst'

/** Who wants to hear what was scanned. */
export interface WedgeListener {
  /** A card was read whole. */
  onCard: (token: string) => void
  /** A scanner typed something that is no card. */
  onUnreadable: (text: string) => void
  /** A single key was pressed by hand, outside any field: upper case, so CapsLock does not matter. */
  onKey: (key: string) => void
  /** False while a sheet or another page has the keys: scans are still heard, single keys are not. */
  hasKeys: () => boolean
}

/** A second Enter this soon after the first is the scanner's own. */
const TWICE_MS = 80

interface Field {
  element: HTMLInputElement | HTMLTextAreaElement
  value: string
  start: number | null
  end: number | null
}

/** Listens until the returned function is called. */
export function listenToWedge(listener: WedgeListener, target: Window = window): () => void {
  let run: Stroke[] = []
  let field: Field | null = null
  let eatenByInputMethod = false
  let altDigits = ''
  let swallowUntil = Number.NEGATIVE_INFINITY
  let silence: ReturnType<typeof setTimeout> | undefined

  function forget(): void {
    clearTimeout(silence)
    run = []
    field = null
    eatenByInputMethod = false
  }

  function take(char: string, at: number): void {
    const last = run.at(-1)
    if (last !== undefined && at - last.at > LONGEST_GAP_MS) finish('by_silence', at)
    if (run.length === 0) field = focusedField()
    run = withStroke(run, { char, at })
    clearTimeout(silence)
    const patience = run.length === 1 ? ALONE_MS : LONGEST_GAP_MS
    silence = setTimeout(() => finish('by_silence', at + patience), patience)
    // With no field to clean up there is nothing to wait for: the card is whole, whatever ending follows.
    if (field === null && judge(run, 'by_key', at, false).was === 'card') {
      finish('by_key', at)
      swallowUntil = at + ENDING_MS
    }
  }

  /** Judges the run; true when the key that ended it belongs to it and presses nothing of its own. */
  function finish(ended: Ending, at: number): boolean {
    const judgement = judge(run, ended, at, field !== null)
    const scanned = judgement.was === 'card' || judgement.was === 'unreadable'
    // An Enter close behind other keys of the page is theirs: after a 2 for WeChat it must not confirm cash.
    const belongs = scanned || (run.length > 0 && field === null && listener.hasKeys())
    if (scanned) {
      swallowUntil = at + TWICE_MS
      if (field !== null) putBack(field, eatenByInputMethod)
    }
    forget()
    if (judgement.was === 'card') listener.onCard(judgement.token)
    else if (judgement.was === 'unreadable') listener.onUnreadable(judgement.text)
    else if (judgement.was === 'key' && listener.hasKeys()) listener.onKey(judgement.key.toUpperCase())
    return belongs
  }

  function keyDown(event: KeyboardEvent): void {
    if (event.altKey && /^Numpad\d$/.test(event.code)) {
      altDigits += event.code.slice(-1)
      return
    }
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return
    if (endsScan(event)) {
      const isLate = event.timeStamp <= swallowUntil
      const belongs = finish('by_key', event.timeStamp)
      if (isLate) swallowUntil = event.timeStamp + TWICE_MS
      if (isLate || belongs) swallow(event)
      return
    }
    // A scanner never corrects itself.
    if (event.key === 'Backspace') forget()
    const char = charOf(event)
    if (char === null) return
    if (event.isComposing || event.key === 'Process' || event.keyCode === 229) eatenByInputMethod = true
    take(char, event.timeStamp)
    // A space in a fast run must not press the focused button.
    if (char === ' ' && run.length > 1 && field === null) swallow(event)
  }

  function keyUp(event: KeyboardEvent): void {
    if (event.key !== 'Alt' || altDigits === '') return
    const char = charOfAltDigits(altDigits)
    altDigits = ''
    if (char !== null) take(char, event.timeStamp)
  }

  target.addEventListener('keydown', keyDown, true)
  target.addEventListener('keyup', keyUp, true)
  return () => {
    forget()
    target.removeEventListener('keydown', keyDown, true)
    target.removeEventListener('keyup', keyUp, true)
  }
}

function endsScan(event: KeyboardEvent): boolean {
  return event.key === 'Enter' || event.key === 'Tab' || ['Enter', 'NumpadEnter', 'Tab'].includes(event.code)
}

function swallow(event: KeyboardEvent): void {
  event.preventDefault()
  event.stopImmediatePropagation()
}

/** The field that would receive what is typed now, as it is before the scan. */
function focusedField(): Field | null {
  const element = document.activeElement
  if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)) return null
  if (/^(button|checkbox|radio|submit|reset|file|range|color)$/.test(element.type)) return null
  return { element, value: element.value, start: element.selectionStart, end: element.selectionEnd }
}

/** Restores the field; an input method commits its composition some time later, so then again for a moment. */
function putBack(field: Field, again: boolean): void {
  restore(field)
  if (!again) return
  const sweep = (event: Event): void => {
    if (event.isTrusted) queueMicrotask(() => restore(field))
  }
  field.element.addEventListener('input', sweep)
  field.element.addEventListener('compositionend', sweep)
  setTimeout(() => {
    field.element.removeEventListener('input', sweep)
    field.element.removeEventListener('compositionend', sweep)
  }, 400)
}

function restore({ element, value, start, end }: Field): void {
  if (!element.isConnected || element.value === value) return
  element.value = value
  // Number and e-mail fields have no caret to put back and say so by throwing.
  if (start !== null) element.setSelectionRange(start, end)
  element.dispatchEvent(new Event('input', { bubbles: true }))
}
