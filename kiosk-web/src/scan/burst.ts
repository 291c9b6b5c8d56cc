// Which key presses are a scanner, and what did it read? Pure: key presses with their own times in, a judgement out.
// A scanner types faster than any hand; the time of a press is the event's own, so a busy page cannot split a scan.
import { cardToken } from '../cards/cardText'

/** One character as it was pressed. `at` is the event's own time in milliseconds. */
export interface Stroke {
  char: string
  at: number
}

/** What a run of key presses was. */
export type Judgement =
  | { was: 'card'; token: string }
  | { was: 'unreadable'; text: string }
  | { was: 'key'; key: string }
  | { was: 'typing' }

/** How a run of key presses ended: by Enter or Tab, or because nothing followed. */
export type Ending = 'by_key' | 'by_silence'

/** What a key event tells about the key; the part of a KeyboardEvent that matters here. */
export interface KeyFacts {
  key: string
  code: string
  keyCode: number
  isComposing: boolean
}

/** A pause longer than this ends a run of key presses. */
export const LONGEST_GAP_MS = 400
/** A single key that nothing follows for this long was pressed by hand. */
export const ALONE_MS = 180
/** The ending of a scan, Enter or Tab, follows its last character within this time. */
export const ENDING_MS = 300
const MEAN_GAP_MS = 50
/** Fewer characters than this never come from a card; a person may well type a few keys fast. */
const SHORTEST_SCAN = 12
/** With nothing editable focused even a short burst is a scanner: somebody scanned a bottle of water. */
const SHORTEST_BURST = 5
const LONGEST_RUN = 96

/** The run with one more key press; a pause starts a new run. */
export function withStroke(run: readonly Stroke[], stroke: Stroke): Stroke[] {
  const last = run.at(-1)
  const kept = last === undefined || stroke.at - last.at > LONGEST_GAP_MS ? [] : run.slice(1 - LONGEST_RUN)
  return [...kept, stroke]
}

/** Judges a run that has ended at `endedAt`. */
export function judge(run: readonly Stroke[], ended: Ending, endedAt: number, intoField: boolean): Judgement {
  const first = run[0]
  const last = run.at(-1)
  if (first === undefined || last === undefined) return { was: 'typing' }
  if (run.length === 1) return intoField ? { was: 'typing' } : { was: 'key', key: first.char }
  const text = run.map((stroke) => stroke.char).join('').normalize('NFKC')
  const token = cardToken(text)
  // Forty digits that pass the check are a card however slowly they came: no hand types them by chance.
  if (token !== null) return { was: 'card', token }
  // Where there is no field, no hand types this much: it is a slow scanner's misread, and its Enter must confirm nobody.
  if (!intoField && run.length >= SHORTEST_SCAN) return { was: 'unreadable', text }
  const meanGap = (last.at - first.at) / (run.length - 1)
  const late = ended === 'by_key' && endedAt - last.at > ENDING_MS
  if (meanGap > MEAN_GAP_MS || late) return { was: 'typing' }
  return run.length >= (intoField ? SHORTEST_SCAN : SHORTEST_BURST) ? { was: 'unreadable', text } : { was: 'typing' }
}

/** What the key types, also when an input method has eaten the character; null for Shift, arrows and the like. */
export function charOf(facts: KeyFacts): string | null {
  const eaten = facts.keyCode === 229 || facts.key === 'Process' || facts.key === 'Unidentified' || facts.isComposing
  if (!eaten) return [...facts.key].length === 1 ? facts.key : null
  return charOfCode(facts.code)
}

/** The key on a US keyboard, which is what scanners pretend to be; letters in capitals. */
function charOfCode(code: string): string | null {
  const plain = /^(?:Digit|Numpad|Key)([0-9A-Z])$/.exec(code)?.[1]
  return plain ?? PUNCTUATION[code] ?? null
}

const PUNCTUATION: Readonly<Record<string, string>> = {
  Minus: '-',
  Period: '.',
  Slash: '/',
  Semicolon: ';',
  Equal: '=',
  Comma: ',',
}

/** The character of Alt and the digits typed on the number pad with it: how scanners in ALT mode type. */
export function charOfAltDigits(digits: string): string | null {
  const code = Number.parseInt(digits, 10)
  return code > 31 && code < 127 ? String.fromCharCode(code) : null
}
