// What the audit trail says in words: the act, its facts as a sentence, and to whom or what it was done.
import type { Act, AuditLine } from '../types'
import { accountWord } from '../books/accounts'
import { words } from '../words'
import { roleWord } from '../staff/roles'

type Code = Act['action']
type FactsOf<C extends Code> = Extract<Act, { action: C }> extends { detail: infer Facts } ? Facts : undefined

/** Names that stand elsewhere in the language files. */
export interface Names {
  role: (role: string) => string
  fact: (kind: string) => string
  account: (account: string) => string
}

/** Words for every act the server can write. Its codes come from the server's description, so that one without words here
 * does not compile. */
export type ActWords = { [C in Code]: { did: string; facts: (facts: FactsOf<C>, names: Names) => string } }

const names: Names = { role: roleWord, fact: (kind) => wordIn(words.value.facts.kinds, kind) ?? kind, account: accountWord }

function wordIn(named: Record<string, string>, key: string): string | undefined {
  return Object.hasOwn(named, key) ? named[key] : undefined
}

/** The act in words. */
export function actWord(line: AuditLine): string {
  return words.value.audit.acts[line.action].did
}

/** The facts of the act as a sentence; empty where the act says it all. */
export function factsSentence(line: AuditLine): string {
  // The code decides which facts there are; the compiler cannot follow that through a table.
  const facts = words.value.audit.acts[line.action].facts as (facts: unknown, names: Names) => string
  return facts('detail' in line ? line.detail : undefined, names)
}

/** "resident:0190…-1234" as "居民 …1234": enough to recognise, short enough to read. */
export function subjectWord(subject: string): string {
  const [kind = '', id = ''] = subject.split(':', 2)
  const named = wordIn(words.value.audit.subjects, kind) ?? kind
  if (id === '') return named
  return `${named} ${id.length > 12 ? `…${id.slice(-6)}` : id}`
}
