// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { withCheckDigits } from '../cards/cardText'
import { listenToWedge } from './wedge'

const CARD = withCheckDigits('1' + '5071329846'.repeat(3) + '5071329')

type Facts = Partial<{ key: string; code: string; keyCode: number; isComposing: boolean; repeat: boolean; altKey: boolean }>

let heard: string[]
let hasKeys: boolean
let now: number
let stop: () => void

beforeEach(() => {
  vi.useFakeTimers()
  heard = []
  hasKeys = true
  now = 10_000
  document.body.innerHTML = ''
  stop = listenToWedge({
    onCard: (token) => heard.push(token),
    onUnreadable: () => heard.push('unreadable'),
    onKey: (key) => heard.push(`key ${key}`),
    hasKeys: () => hasKeys,
  })
})

afterEach(() => {
  stop()
  vi.useRealTimers()
})

function press(type: 'keydown' | 'keyup', facts: Facts): KeyboardEvent {
  const { keyCode = 0, isComposing = false, ...rest } = facts
  const event = new KeyboardEvent(type, { bubbles: true, cancelable: true, ...rest })
  Object.defineProperties(event, { timeStamp: { value: now }, keyCode: { value: keyCode }, isComposing: { value: isComposing } })
  ;(document.activeElement ?? document.body).dispatchEvent(event)
  return event
}

/** Types as a scanner does: each character into the focused field as well, as the browser would. */
function scan(text: string, { gapMs = 8, end = 'Enter', facts = (char: string): Facts => plain(char) } = {}): KeyboardEvent | undefined {
  for (const char of text) {
    now += gapMs
    press('keydown', facts(char))
    if (document.activeElement instanceof HTMLInputElement) document.activeElement.value += char
  }
  now += gapMs
  return end === '' ? undefined : press('keydown', { key: end, code: end })
}

const plain = (char: string): Facts => ({ key: char, code: /\d/.test(char) ? `Digit${char}` : `Key${char.toUpperCase()}` })
const eaten = (char: string): Facts => ({ key: 'Process', code: `Digit${char}`, keyCode: 229 })

describe('a scanner that types', () => {
  it('is heard when it ends with Enter, and the Enter presses nothing', () => {
    expect(scan(CARD)?.defaultPrevented).toBe(true)
    expect(heard).toEqual([CARD])
  })

  it('is heard when it ends with Tab', () => {
    expect(scan(CARD, { end: 'Tab' })?.defaultPrevented).toBe(true)
    expect(heard).toEqual([CARD])
  })

  it('is heard when it sends no ending at all', () => {
    scan(CARD, { end: '' })
    expect(heard).toEqual([CARD])
  })

  it('is heard when it types slowly, as one over Bluetooth may', () => {
    scan(CARD, { gapMs: 90 })
    expect(heard).toEqual([CARD])
  })

  it('leaves the very next Enter to the cashier', () => {
    scan(CARD)
    now += 90
    expect(press('keydown', { key: 'Enter', code: 'Enter' }).defaultPrevented).toBe(false)
  })

  it('is heard with a Chinese input method on, which eats the characters', () => {
    scan(CARD, { facts: eaten })
    expect(heard).toEqual([CARD])
  })

  it('is heard while an input method is composing', () => {
    scan(CARD, { facts: (char) => ({ ...plain(char), isComposing: true }) })
    expect(heard).toEqual([CARD])
  })

  it('is heard from the number pad and in full-width digits', () => {
    scan(CARD, { facts: (char) => ({ key: char, code: `Numpad${char}` }) })
    now += 2000
    scan(CARD, { facts: (char) => ({ key: String.fromCodePoint(Number(char) + 0xff10), code: `Digit${char}` }) })
    expect(heard).toEqual([CARD, CARD])
  })

  it('is heard in ALT mode, where each character is Alt and a number', () => {
    for (const char of CARD) {
      now += 10
      for (const digit of String(char.charCodeAt(0))) press('keydown', { key: digit, code: `Numpad${digit}`, altKey: true })
      press('keyup', { key: 'Alt', code: 'AltLeft' })
    }
    press('keydown', { key: 'Enter', code: 'Enter' })
    expect(heard).toEqual([CARD])
  })

  it('is not split by a page that is busy: the events carry their own times', () => {
    for (const char of CARD.slice(0, 20)) {
      now += 8
      press('keydown', plain(char))
    }
    // The page stands still for a second while the scanner goes on; the events arrive late but with their own times.
    scan(CARD.slice(20))
    expect(heard).toEqual([CARD])
  })

  it('takes back what leaked into a focused field', () => {
    const field = document.createElement('input')
    document.body.append(field)
    field.value = '王'
    field.focus()
    scan(CARD)
    expect(field.value).toBe('王')
    expect(heard).toEqual([CARD])
  })

  it('says so when it read something that is no card', () => {
    expect(scan('6901028075763')?.defaultPrevented).toBe(true)
    now += 1000
    scan(CARD.slice(0, -1) + '0' === CARD ? CARD.slice(0, -1) + '1' : CARD.slice(0, -1) + '0')
    expect(heard).toEqual(['unreadable', 'unreadable'])
  })

  it('says so when a slow scanner has lost a digit, and the Enter of it confirms nobody', () => {
    expect(scan(CARD.slice(0, 39), { gapMs: 90 })?.defaultPrevented).toBe(true)
    now += 2000
    for (const char of CARD.slice(0, 39)) {
      now += 90
      press('keydown', plain(char))
    }
    now += 350
    expect(press('keydown', { key: 'Enter', code: 'Enter' }).defaultPrevented).toBe(true)
    expect(heard).toEqual(['unreadable', 'unreadable'])
  })

  it('hears two cards one after the other', () => {
    const second = withCheckDigits('1'.repeat(38))
    scan(CARD)
    now += 400
    scan(second)
    expect(heard).toEqual([CARD, second])
  })

  it('may send Enter twice: the second one belongs to the scan', () => {
    scan(CARD)
    now += 15
    expect(press('keydown', { key: 'Enter', code: 'Enter' }).defaultPrevented).toBe(true)
    now += 2000
    expect(press('keydown', { key: 'Enter', code: 'Enter' }).defaultPrevented).toBe(false)
  })

  it('ignores keys that repeat because something lies on the keyboard', () => {
    for (let n = 0; n < 60; n += 1) {
      now += 30
      press('keydown', { ...plain('1'), repeat: true })
    }
    now += 10
    expect(press('keydown', { key: 'Enter', code: 'Enter' }).defaultPrevented).toBe(false)
    expect(heard).toEqual([])
  })
})

describe('a hand on the keyboard', () => {
  it('gives single keys, in capitals whatever CapsLock says', () => {
    press('keydown', plain('g'))
    vi.advanceTimersByTime(250)
    now += 1000
    press('keydown', { key: 'Process', code: 'KeyP', keyCode: 229 })
    vi.advanceTimersByTime(250)
    expect(heard).toEqual(['key G', 'key P'])
  })

  it('is heard although Enter follows at once, and that Enter confirms nothing else', () => {
    press('keydown', plain('2'))
    now += 120
    expect(press('keydown', { key: 'Enter', code: 'Enter' }).defaultPrevented).toBe(true)
    expect(heard).toEqual(['key 2'])
    now += 400
    expect(press('keydown', { key: 'Enter', code: 'Enter' }).defaultPrevented).toBe(false)
  })

  it('that hits a key twice confirms nothing by the Enter behind it', () => {
    expect(scan('22', { gapMs: 90 })?.defaultPrevented).toBe(true)
    expect(heard).toEqual([])
  })

  it('keeps its Enter where a sheet has the keys, as after the last digit of a card number', () => {
    hasKeys = false
    expect(scan('12345674', { gapMs: 130 })?.defaultPrevented).toBe(false)
    now += 1000
    expect(scan('4')?.defaultPrevented).toBe(false)
    expect(heard).toEqual([])
  })

  it('may correct itself as often as it likes on a number sheet', () => {
    hasKeys = false
    scan('12345670', { gapMs: 130, end: '' })
    now += 130
    press('keydown', { key: 'Backspace', code: 'Backspace' })
    expect(scan('4567', { gapMs: 130 })?.defaultPrevented).toBe(false)
    expect(heard).toEqual([])
  })

  it('never takes the first digit of a scan for a key', () => {
    scan(CARD)
    vi.advanceTimersByTime(1000)
    expect(heard).toEqual([CARD])
  })

  it('types into a field without being disturbed', () => {
    const field = document.createElement('input')
    document.body.append(field)
    field.focus()
    expect(scan('wangxiaoming12', { gapMs: 110 })?.defaultPrevented).toBe(false)
    vi.advanceTimersByTime(1000)
    expect(field.value).toBe('wangxiaoming12')
    expect(heard).toEqual([])
  })
})
