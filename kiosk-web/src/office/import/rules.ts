// What of an import the page itself decides: which files are sent at all, and when a difference may be taken over.
import type { DryRun } from '../types'

const MOST_BYTES = 10 * 1024 * 1024

/** Why a file is not even sent, or null. */
export function refusal(file: Pick<File, 'name' | 'size'>): 'kind' | 'size' | null {
  if (!/\.(xlsx|csv)$/i.test(file.name)) return 'kind'
  return file.size > MOST_BYTES ? 'size' : null
}

/** May the whole difference be taken over? One wrong row holds everything back. */
export function verdictOn(counts: Pick<DryRun['counts'], 'new' | 'changed' | 'wrong'>): 'wrong' | 'nothing' | 'ready' {
  if (counts.wrong > 0) return 'wrong'
  return counts.new + counts.changed === 0 ? 'nothing' : 'ready'
}
