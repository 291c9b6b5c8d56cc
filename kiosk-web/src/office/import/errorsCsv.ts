// The wrong cells of a workbook as a list for Excel: what stands where, and what would be right.
import type { WrongCell } from '../types'

/** One line per wrong cell. Starts with the mark by which Excel knows UTF-8; nothing in it can run as a formula. */
export function errorsCsv(headers: readonly [string, string, string, string], wrong: readonly WrongCell[], inWords: (cell: WrongCell) => string): string {
  const lines = [headers, ...wrong.map((cell) => [String(cell.row), cell.column, cell.value, inWords(cell)])]
  return `\uFEFF${lines.map((line) => line.map(field).join(',')).join('\r\n')}\r\n`
}

/** A spreadsheet takes = + - @, their full-width forms, and a leading tab or return, for the start of a formula. */
const RUNS = /^[=+\-@\t\r＝＋－＠]/

function field(text: string): string {
  const harmless = RUNS.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
