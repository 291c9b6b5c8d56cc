// Where a lane code hides: typed, in the link of the office page, or in its QR. Never in the query, which servers log.

/** The eight digits of the lane code in the text, or null. A link carries them behind the `#`. */
export function laneCode(text: string): string | null {
  const after = text.includes('#') ? text.slice(text.indexOf('#') + 1) : text
  const digits = decodeURIComponent(after).replace(/^code=/, '').replace(/[\s-]/g, '')
  return /^\d{8}$/.test(digits) ? digits : null
}
