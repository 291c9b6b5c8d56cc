// Whose is a key? A button that somebody went to by Tab presses itself; one that was clicked or touched has had its turn.

/** True when Enter belongs to the control that has the focus. */
export function isOnControl({ target }: KeyboardEvent): boolean {
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return true
  return target instanceof HTMLButtonElement && target.matches(':focus-visible')
}

/** After a click or a touch the focus goes back to the page, so that Enter confirms and does not press the same button again. */
export function letGo({ detail, target }: MouseEvent): void {
  const button = target instanceof Element ? target.closest('button') : null
  if (detail > 0) button?.blur()
}

/** True for Enter, on the keys or on the number block. */
export function isEnter({ code, key }: KeyboardEvent): boolean {
  return key === 'Enter' || code === 'NumpadEnter'
}

/** True when a key says nothing by itself: held down, with a modifier, or already taken. */
export function isNoPress({ ctrlKey, metaKey, altKey, repeat, defaultPrevented }: KeyboardEvent): boolean {
  return ctrlKey || metaKey || altKey || repeat || defaultPrevented
}
