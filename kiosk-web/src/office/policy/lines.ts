// Where in a text a mistake is.

/** The number in "line 12", or null for a mistake of the whole text. */
export function lineOf(field: string): number | null {
  const found = /^line (\d+)$/.exec(field)
  return found === null ? null : Number(found[1])
}

/** From where to where a line reaches in a text, so that it can be selected; the first line is 1. */
export function reachOf(text: string, line: number): { from: number; to: number } {
  const lines = text.split('\n')
  const before = lines.slice(0, line - 1)
  const from = Math.min(text.length, before.reduce((sum, each) => sum + each.length + 1, 0))
  return { from, to: from + (lines[line - 1]?.length ?? 0) }
}
