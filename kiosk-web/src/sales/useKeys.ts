// Which key does what on the sale page? Single keys come from the scanner's listener, which knows a hand from a scanner;
// Enter and Escape are taken here, after it had its chance to swallow the Enter of a scan.
import { onMounted, onUnmounted } from 'vue'
import { listenToWedge, type WedgeListener } from '../scan/wedge'

/** What appeared by itself is not confirmed by a key that was already on its way. */
const REACTION_MS = 250

export interface KeyParts extends WedgeListener {
  /** When something last appeared that nobody had just asked for, on the clock of the events. */
  surprisedAt: () => number
}

/** Listens to the keyboard and the scanner while the component lives. */
export function useKeys({ onCard, onUnreadable, onKey, hasKeys, surprisedAt }: KeyParts): void {
  let stop: (() => void) | undefined

  function pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.repeat || !hasKeys()) return
    const isEnter = event.key === 'Enter' || event.code === 'NumpadEnter'
    if (isEnter && (isOnControl() || event.timeStamp - surprisedAt() < REACTION_MS)) return
    if (isEnter) onKey('Enter')
    else if (event.key === 'Escape') onKey('Escape')
    else return
    event.preventDefault()
  }

  /** After a touch or a click the focus goes back to the page, so that Enter confirms and does not press again. */
  function clicked(event: MouseEvent): void {
    if (event.detail > 0 && hasKeys() && document.activeElement instanceof HTMLElement) document.activeElement.blur()
  }

  onMounted(() => {
    stop = listenToWedge({ onCard, onUnreadable, onKey, hasKeys })
    window.addEventListener('keydown', pressed)
    window.addEventListener('click', clicked)
  })
  onUnmounted(() => {
    stop?.()
    window.removeEventListener('keydown', pressed)
    window.removeEventListener('click', clicked)
  })
}

/** True when somebody went to a control by Tab: Enter presses that control. */
function isOnControl(): boolean {
  return document.activeElement instanceof HTMLElement && document.activeElement !== document.body
}
