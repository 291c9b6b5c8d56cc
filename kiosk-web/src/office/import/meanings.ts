// What the fields of the register are called on the screen.
import { words } from '../words'

/** The word of a field; one without a word of ours keeps its name. */
export function meaningWord(field: string): string {
  const named: Record<string, string> = words.value.import.meanings
  return (Object.hasOwn(named, field) ? named[field] : undefined) ?? field
}
