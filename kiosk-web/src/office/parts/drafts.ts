// What somebody has begun to write in a dialog: kept while the page lives, so that a dialog closed by accident or a look at another tab
// loses no word. Nothing of it is stored on the computer, and nobody else who signs in finds it.
import { computed, reactive, type WritableComputedRef } from 'vue'

const kept = reactive(new Map<string, string>())

/** The text begun under a name, which may change; empty where nothing was begun. */
export function useDraft(name: () => string): WritableComputedRef<string> {
  return computed({
    get: () => kept.get(name()) ?? '',
    set: (text) => {
      if (text === '') kept.delete(name())
      else kept.set(name(), text)
    },
  })
}

/** It was sent, or is not wanted any more. */
export function dropDraft(name: string): void {
  kept.delete(name)
}

/** Somebody else sits down. */
export function dropAllDrafts(): void {
  kept.clear()
}
