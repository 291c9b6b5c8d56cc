// Does a thumb hit everything on this screen, and can everything be read? Measured on the page as it is drawn, in both
// languages.

/** A thumb's smallest target in CSS pixels (WCAG 2.2, 2.5.5). */
const THUMB = 44
/** A mouse's smallest target in CSS pixels (WCAG 2.2, 2.5.8); the office has one. */
const MOUSE = 24
const CONTROLS = 'button, a[href], input, select, textarea, [role=option]'

/** How the counter is measured: by the thumb. */
const COUNTER = { front: ['dialog[open]', 'body'], smallest: THUMB, controls: CONTROLS, languageSwitch: '.language' }
/** How the office is measured: by the mouse. What is typed into a borrowed choice, and the field behind a button that chooses a
 * file, are not what is aimed at. */
export const OFFICE = {
  front: ['.el-dialog', '.el-drawer', '#page'],
  smallest: MOUSE,
  controls: CONTROLS.replace('input', 'input:not([type=file]):not(.el-select__input)'),
  languageSwitch: '.small-acts button',
}

/** What is wrong with the screen as it stands, in sentences; none when it is right. */
export async function faultsOf(page, how = COUNTER) {
  const found = []
  // A dialog that is only just fading in does not count as shown.
  await page.evaluate(atRest)
  for (const language of ['zh', 'en']) {
    const faults = await page.evaluate(measure, how)
    found.push(...faults.map((fault) => `${language}: ${fault}`))
    // The switch is there behind a dialog too; only a program can press it there.
    await page.evaluate((languageSwitch) => document.querySelector(languageSwitch).click(), how.languageSwitch)
  }
  return found
}

/** Runs in the page: waits for what fades or slides to come to its end. */
function atRest() {
  const ending = document.getAnimations().filter((animation) => animation.effect.getComputedTiming().iterations !== Infinity)
  return Promise.allSettled(ending.map((animation) => animation.finished))
}

/** Runs in the page. */
function measure({ front: fronts, smallest, controls }) {
  const faults = []
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
  const front = fronts.flatMap((one) => [...document.querySelectorAll(one)]).find(isShown)
  const nameOf = (element) => `“${(element.getAttribute('aria-label') ?? element.innerText ?? element.value).trim().replaceAll(/\s+/g, ' ').slice(0, 30)}”`
  const isOutside = ({ left, top, right, bottom }, frame) =>
    left < frame.left - 1 || top < frame.top - 1 || right > frame.right + 1 || bottom > frame.bottom + 1

  const { scrollWidth } = document.scrollingElement
  if (scrollWidth > innerWidth) faults.push(`the page is ${scrollWidth} pixels wide on a screen of ${innerWidth}`)

  for (const control of front.querySelectorAll(controls)) {
    if (!isShown(control)) continue
    const { width, height } = control.getBoundingClientRect()
    if (Math.min(width, height) < smallest) faults.push(`${nameOf(control)} is ${Math.round(width)} x ${Math.round(height)}`)
    control.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    const box = control.getBoundingClientRect()
    if (isOutside(box, { left: 0, top: 0, right: innerWidth, bottom: innerHeight })) faults.push(`${nameOf(control)} is cut off`)
    const hit = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    if (!control.contains(hit) && !hit?.closest('label')?.contains(control)) faults.push(`${nameOf(control)} lies under something`)
  }

  window.scrollTo(0, 0)
  for (const box of front.querySelectorAll('*')) box.scrollTop = 0
  const read = []
  const texts = document.createTreeWalker(front, NodeFilter.SHOW_TEXT)
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    const holder = text.parentElement
    const words = text.data.trim().slice(0, 30)
    if (words === '' || !isShown(holder)) continue
    const range = document.createRange()
    range.selectNodeContents(text)
    const frame = frameOf(holder)
    if (frame === null) continue
    if (!frame.scrolls && isOutside(range.getBoundingClientRect(), frame.box)) faults.push(`“${words}” is cut off`)
    const lines = [...range.getClientRects()].filter((line) => !isOutside(line, frame.box)).map(inkOf)
    const across = read.find(({ ink }) => lines.some((line) => line.left < ink.right && ink.left < line.right && line.top < ink.bottom && ink.top < line.bottom))
    if (across !== undefined) faults.push(`“${words}” lies across “${across.words}”`)
    read.push(...lines.map((ink) => ({ words, ink })))
  }
  return faults

  /** A font leaves room above and below what is drawn; of the letters themselves only this much stands on the screen. */
  function inkOf({ left, top, right, bottom }) {
    const room = (bottom - top) * 0.22
    return { left: left + 1, top: top + room, right: right - 1, bottom: bottom - room }
  }

  /** The box that the text is seen in; null where it is shortened with an ellipsis or meant for ears only. */
  function frameOf(holder) {
    for (let element = holder; element !== null; element = element.parentElement) {
      const style = getComputedStyle(element)
      if (style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none' || style.clipPath !== 'none') return null
      if (style.overflow !== 'visible') return { scrolls: /auto|scroll/.test(style.overflow), box: element.getBoundingClientRect() }
    }
    const { scrollHeight } = document.scrollingElement
    return { scrolls: false, box: { left: 0, top: 0, right: innerWidth, bottom: Math.max(scrollHeight, innerHeight) } }
  }
}
