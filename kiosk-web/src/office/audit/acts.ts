// What the codes of the audit trail are called on the screen.
import { words } from '../words'

function wordIn(named: Record<string, string>, key: string): string | undefined {
  return Object.hasOwn(named, key) ? named[key] : undefined
}

/** The act in words; one without a word of ours keeps its code. */
export function actWord(action: string): string {
  return wordIn(words.value.audit.acts, action) ?? action.replaceAll('_', ' ')
}

/** "resident:0190…-1234" as "居民 …1234": enough to recognise, short enough to read. */
export function subjectWord(subject: string): string {
  const [kind = '', id = ''] = subject.split(':', 2)
  const named = wordIn(words.value.audit.subjects, kind) ?? kind
  if (id === '') return named
  return `${named} ${id.length > 12 ? `…${id.slice(-6)}` : id}`
}
