// How does something get onto paper through the browser? A copy of what is on the screen, alone on a page of its size.
import './print.css'

/** The papers there are: two widths of receipt paper, and A4. */
export const PAPERS = ['narrow', 'wide', 'a4'] as const
export type Paper = (typeof PAPERS)[number]

const STORED_AS = 'canteen.paper'
const PX_PER_MM = 96 / 25.4
const MM: Readonly<Record<Exclude<Paper, 'a4'>, { width: number; margin: number }>> = {
  narrow: { width: 58, margin: 5 },
  wide: { width: 80, margin: 4 },
}

/** The paper this device printed on last. */
export function usualPaper(): Paper {
  const stored = localStorage.getItem(STORED_AS)
  return PAPERS.find((paper) => paper === stored) ?? 'narrow'
}

/** Remembers the paper for the next time. */
export function keepPaper(paper: Paper): void {
  localStorage.setItem(STORED_AS, paper)
}

/** The page that a sheet of this height needs; receipt paper is as long as what is on it. */
export function pageRule(paper: Paper, heightPx: number): string {
  if (paper === 'a4') return '@page { size: A4; margin: 14mm }'
  const { width, margin } = MM[paper]
  const length = Math.max(Math.ceil(heightPx / PX_PER_MM) + 2 * margin, width + 1)
  return `@page { size: ${width}mm ${length}mm; margin: ${margin}mm }`
}

/** Opens the browser's print of what the element shows. The browser waits for its own window; nothing else here does. */
export function printElement(element: HTMLElement, paper: Paper): void {
  const sheet = document.createElement('div')
  sheet.className = `print-sheet ${paper}`
  sheet.append(element.cloneNode(true))
  document.body.append(sheet)
  const rule = document.createElement('style')
  rule.textContent = pageRule(paper, sheet.getBoundingClientRect().height)
  document.head.append(rule)
  document.body.classList.add('prints-a-sheet')
  window.print()
  document.body.classList.remove('prints-a-sheet')
  sheet.remove()
  rule.remove()
}
