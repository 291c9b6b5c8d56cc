// How does a story stand at the counter? A browser, a scanner that types, a camera that shows what the story paints.
import { createRequire } from 'node:module'
import { PIN } from './furnish.mjs'
import { Witness } from './witness.mjs'

const require = createRequire(new URL('../../kiosk-web/package.json', import.meta.url))
const { chromium } = require('playwright-core')

const CLIPS = require('./src/voice/clips.json')

const SWITCHES = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
]

const HOW = { executablePath: process.env.CANTEEN_TEST_BROWSER ?? '/usr/bin/chromium', headless: true, args: SWITCHES }
const WHO = { viewport: { width: 1280, height: 800 }, locale: 'zh-CN' }

/** Starts the browser, with further switches. */
export function openBrowser(switches = []) {
  return chromium.launch({ ...HOW, args: [...SWITCHES, ...switches] })
}

/** Starts a browser that keeps everything in a folder; brings back its one context. */
export function openBrowserOn(folder) {
  return chromium.launchPersistentContext(folder, { ...HOW, ...WHO })
}

/** One counter device with its page. */
export class Till {
  page
  #keys
  /** Who was asked by the pages of this device, and what they complained about. */
  witness

  constructor(page, keys, witness) {
    this.page = page
    this.#keys = keys
    this.witness = witness
  }

  /** A new device, with a touch screen or without. With a `painted` camera, its page sees what `show` paints. */
  static async open(browser, { viewport = WHO.viewport, touch = false, camera = 'its own' } = {}) {
    const context = await browser.newContext({ ...WHO, viewport, hasTouch: touch })
    if (camera === 'painted') await context.addInitScript(paintedCamera)
    return Till.on(context)
  }

  /** The device whose browser keeps this context. */
  static async on(context) {
    await context.addInitScript(listenedVoice)
    return Till.#inside(context, new Witness(context))
  }

  static async #inside(context, witness) {
    const page = await context.newPage()
    page.setDefaultTimeout(10_000)
    return new Till(page, await context.newCDPSession(page), witness)
  }

  /** A further page on the same device. */
  another() {
    return Till.#inside(this.page.context(), this.witness)
  }

  /** Enrols the device by the link of the office page and enters the PIN. */
  async openLane(url, code) {
    await this.page.goto(`${url}/#code=${code}`)
    await this.enterPin()
  }

  /** Chooses the first cashier and enters the PIN, by keys alone. */
  async enterPin(pin = PIN) {
    await this.page.locator('.tile').first().waitFor()
    await this.page.keyboard.press('1')
    await this.page.keyboard.type(pin)
    await this.page.keyboard.press('Enter')
    await this.stage('idle')
  }

  /** Types as a scanner does: a key every few milliseconds by the keyboard's own clock, ended by Enter. With an input method on,
   * the page gets no characters; with one that is composing, the text comes into the focused field besides. */
  async scan(text, { inputMethod = 'off', end = 'Enter', gapMs = 8 } = {}) {
    // The last key falls on now: a key from the future would make the cashier's own Enter come too early.
    const last = Date.now()
    const at = (place) => (last - (text.length - place) * gapMs) / 1000
    const presses = [...text].flatMap((char, place) => {
      const key = this.#press(at(place), inputMethod === 'off' ? typed(char) : eaten(char))
      return inputMethod === 'composing' ? [key, this.#compose(text.slice(0, place + 1))] : [key]
    })
    await Promise.all([...presses, this.#press(at(text.length), ending(end))])
    // Some time after the last key the input method lets go of what it has composed.
    if (inputMethod === 'composing') await this.#keys.send('Input.insertText', { text })
  }

  /** A key pressed by hand while an input method eats it. */
  async pressEaten(char) {
    await this.#press(Date.now() / 1000, eaten(char))
  }

  #compose(text) {
    return this.#keys.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  }

  #press(timestamp, key) {
    return this.#keys.send('Input.dispatchKeyEvent', { type: key.text === undefined ? 'rawKeyDown' : 'keyDown', timestamp, ...key })
  }

  /** A key pressed by hand. */
  async press(key) {
    await this.page.keyboard.press(key)
  }

  /** Touches a button with a finger. */
  async tap(name) {
    await this.page.getByRole('button', { name }).tap()
  }

  /** Types into the field that has the focus and those behind it, and presses Enter. */
  async fill(...texts) {
    for (const [at, text] of texts.entries()) {
      if (at > 0) await this.press('Tab')
      await this.page.keyboard.insertText(text)
    }
    await this.press('Enter')
  }

  /** Types as a hand does: what comes faster is a scanner's. */
  async type(text) {
    await this.page.keyboard.type(text, { delay: 60 })
  }

  /** Waits for the page or the sheet of this name. */
  async heading(name) {
    await this.page.getByRole('heading', { name, level: 1 }).waitFor()
  }

  /** Fills the count of a drawer in by keys, from the largest note to Alipay, and hands it in. */
  async count(drawer, wechat) {
    await this.heading('点钞')
    for (const value of [100, 50, 20, 10, 5, 1, 0.5, 0.1]) {
      await this.type(drawer[value] ?? '')
      await this.press('Enter')
    }
    await this.type(wechat)
    for (let more = 0; more < 3; more += 1) await this.press('Enter')
  }

  /** Waits until the stage is in the mood: idle, yes, done, no, pending, kept. */
  async stage(mood) {
    await this.page.locator(`.stage.${mood}`).waitFor()
    return this.page.locator('.stage').innerText()
  }

  /** Presses Enter as a person does: after having seen the verdict. */
  async confirm(key = 'Enter') {
    await this.page.waitForTimeout(300)
    await this.press(key)
  }

  /** Chooses a setting in the menu. */
  async choose(setting, value) {
    await this.press('m')
    await this.page.getByRole('radiogroup', { name: setting }).getByRole('radio', { name: value }).click()
    await this.press('Escape')
    await this.page.locator('dialog').waitFor({ state: 'detached' })
  }

  /** The day as the server tells it: the canteen's counters and this lane's last sales. */
  today() {
    return this.page.evaluate(async () => (await fetch('/api/v1/lane/today')).json())
  }

  /** The sales that the page still keeps on the device. */
  kept() {
    return this.page.evaluate(readOutbox)
  }

  /** The words said aloud since the last call. */
  async heard() {
    const starts = await this.page.evaluate(() => window.saidClips.splice(0))
    const clipAt = new Map(Object.entries(CLIPS).map(([clip, [start]]) => [start, clip]))
    return starts.map((start) => clipAt.get(Math.round(start * 1000))).join('')
  }

  /** Holds a card's drawing before the camera; null takes it away. */
  async show(drawing) {
    await this.page.evaluate((shown) => window.showCard(shown), drawing)
  }

  async close() {
    await this.page.context().close()
  }
}

const typed = (char) => ({ key: char, code: `Digit${char}`, windowsVirtualKeyCode: char.charCodeAt(0), text: char })
// What a Chinese input method leaves of a key: the place on the keyboard and nothing else.
const eaten = (char) => ({ key: 'Process', code: /\d/.test(char) ? `Digit${char}` : `Key${char.toUpperCase()}`, windowsVirtualKeyCode: 229 })
const ending = (key) => ({ key, code: key, windowsVirtualKeyCode: key === 'Enter' ? 13 : 9 })

/** Runs in the page. */
function readOutbox() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('canteen-outbox')
    opening.onerror = () => reject(opening.error)
    opening.onsuccess = () => {
      const reading = opening.result.transaction('sales').objectStore('sales').getAll()
      reading.onsuccess = () => resolve(reading.result)
    }
  })
}

/** Runs in the page before anything else: writes down which part of the sound file is played. */
function listenedVoice() {
  window.saidClips = []
  const play = AudioBufferSourceNode.prototype.start
  AudioBufferSourceNode.prototype.start = function (...when) {
    window.saidClips.push(when[1])
    return play.apply(this, when)
  }
}

/** Runs in the page before anything else: the camera is a canvas. */
export function paintedCamera() {
  // The empty page before the first address has no camera either.
  if (!isSecureContext) return
  const canvas = document.createElement('canvas')
  canvas.width = 1280
  canvas.height = 720
  const painter = canvas.getContext('2d')
  let shown = null
  let frame = 0
  setInterval(() => {
    painter.fillStyle = '#778'
    painter.fillRect(0, 0, 1280, 720)
    if (shown !== null) {
      painter.save()
      painter.translate(440, 160)
      painter.scale(400 / shown.qr_size, 400 / shown.qr_size)
      painter.fillStyle = '#fff'
      painter.fillRect(0, 0, shown.qr_size, shown.qr_size)
      painter.fillStyle = '#000'
      painter.fill(new Path2D(shown.qr_path))
      painter.restore()
    }
    // A corner that flickers makes every frame a new one.
    painter.fillStyle = (frame += 1) % 2 === 0 ? '#000' : '#111'
    painter.fillRect(0, 0, 2, 2)
  }, 33)
  navigator.mediaDevices.getUserMedia = () => Promise.resolve(canvas.captureStream(30))
  window.showCard = (drawing) => {
    shown = drawing
  }
}
