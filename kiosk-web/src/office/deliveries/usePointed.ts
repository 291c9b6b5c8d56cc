// How does somebody get from a report to its stop? Its row is brought into sight and marked, and what can be done there gets the keyboard.
import { watch, type ShallowRef } from 'vue'

/** A stop that somebody asked for. Each asking is an object of its own: the same stop may be asked for twice. */
export interface Pointed {
  stop: string
}

/** Rows far from the screen are not drawn: so many frames are waited for one to come near. */
const FRAMES = 30

const frame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()))

/** Goes to the asked stop of a table, at once or as soon as the table is there; `reached` is called when it stands on the screen. */
export function usePointed(table: Readonly<ShallowRef<HTMLElement | null>>, asked: () => Pointed | null, reached: () => void): void {
  const rowOf = (stop: string): Element | null => table.value?.querySelector(`[data-stop="${CSS.escape(stop)}"]`)?.closest('tr') ?? null

  async function go({ stop }: Pointed): Promise<void> {
    for (let waited = 0; waited < FRAMES && rowOf(stop) === null; waited += 1) {
      table.value?.scrollIntoView({ block: 'center' })
      await frame()
    }
    const row = rowOf(stop)
    if (row === null) return
    for (const other of document.querySelectorAll('tr[data-pointed]')) other.removeAttribute('data-pointed')
    row.setAttribute('data-pointed', '')
    row.scrollIntoView({ block: 'center' })
    const buttons = [...row.querySelectorAll<HTMLButtonElement>('button:not(:disabled)')]
    buttons.at(-1)?.focus({ preventScroll: true })
    reached()
  }

  watch(asked, (now) => void (now !== null && go(now)), { immediate: true, flush: 'post' })
}
