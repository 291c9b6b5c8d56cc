// How does a volunteer walk a round in a story? A phone of 390 x 844 with a camera, which loses its signal whenever chance says so.
import assert from 'node:assert/strict'
import { paintedCamera } from './till.mjs'
import { Witness } from './witness.mjs'

/** A dice that falls the same way for the same seed (mulberry32). */
export class Dice {
  #state

  constructor(seed) {
    this.#state = seed >>> 0
  }

  /** A number from 0 up to 1. */
  roll() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** True so many times in a hundred. */
  isLucky(percent) {
    return this.roll() * 100 < percent
  }

  /** One of them. */
  pick(from) {
    return from[Math.floor(this.roll() * from.length)]
  }
}

/** One phone with its page. */
export class Phone {
  #context
  #url
  #dice
  /** The results that were sent, whether their answer came back or not. */
  #sent = new Set()
  #lost = new Set()
  page
  witness
  /** The planted mistake: the next end of a stop is called taken, and never leaves the phone. */
  isToLose = false

  constructor(context, url, dice) {
    this.#context = context
    this.#url = url
    this.#dice = dice
    this.witness = new Witness(context)
  }

  /** A new phone. Its network falls as the `dice` do. */
  static async open(browser, url, dice) {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN', hasTouch: true, isMobile: true })
    await context.addInitScript(paintedCamera)
    const phone = new Phone(context, url, dice)
    // The answer gets lost on the way although the server has taken what was sent.
    await context.route('**/api/v1/round/results', async (route) => {
      if (phone.#swallow(route)) return undefined
      const answer = await route.fetch().catch(() => null)
      for (const { id } of route.request().postDataJSON().results) phone.#sent.add(id)
      if (answer === null || dice.isLucky(30)) return route.abort()
      return route.fulfill({ response: answer })
    })
    await phone.#newPage()
    return phone
  }

  /** Calls what is brought taken and throws it away, however often it is brought: the first end of a stop that was never sent, and
   * whatever travels with it. False for anything else. */
  #swallow(route) {
    const { results, ladder } = route.request().postDataJSON()
    const ids = [...results, ...ladder].map(({ id }) => id)
    if (this.isToLose && results.some(({ id, outcome }) => outcome !== 'not_at_home' && !this.#sent.has(id))) {
      this.isToLose = false
      for (const id of ids) this.#lost.add(id)
    }
    if (!ids.some((id) => this.#lost.has(id))) return false
    void route.fulfill({ json: { items: ids.map((id) => ({ id, state: 'recorded', code: null, message: null })) } })
    return true
  }

  async #newPage() {
    this.page = await this.#context.newPage()
    this.page.setDefaultTimeout(30_000)
  }

  /** From the next page on it is so much later. */
  async isLater(ms) {
    await this.#context.addInitScript(laterClock, ms)
  }

  /** Opens the link of a round. */
  async follow(link) {
    await this.signal(true)
    await this.page.goto('about:blank')
    await this.page.goto(link.replace(/^https?:\/\/[^/]+/, this.#url))
    // A page that is not kept yet needs the signal to be opened again.
    await this.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  }

  /** The signal comes or goes. */
  async signal(isThere) {
    await this.#context.setOffline(!isThere)
  }

  /** What happens to a phone on the stairs: the signal goes or comes back, and now and then the page is opened anew. */
  async stairs() {
    if (this.#dice.isLucky(40)) await this.signal(this.#dice.isLucky(50))
    if (this.#dice.isLucky(10)) await this.page.reload()
  }

  async tap(name) {
    await this.page.getByRole('button', { name }).first().tap()
  }

  /** Whose door comes next, and whether she is looked for; null when all stops have ended. */
  async door() {
    const shown = await this.page.waitForFunction(() => {
      const searched = document.querySelector('.since')
      const title = document.querySelector('h2.name') ?? document.querySelector('h2.title')
      const isDone = title?.innerText === '都走完了'
      if (title === null || (title.matches('.title') && searched === null && !isDone)) return null
      return { door: isDone ? null : { name: title.innerText, isSearched: searched !== null } }
    })
    return (await shown.jsonValue()).door
  }

  /** Holds a card before the camera. */
  async scan(drawing) {
    await this.tap(/^扫门牌|扫码交餐$/)
    await this.page.locator('video').waitFor()
    await this.page.evaluate((shown) => window.showCard(shown), drawing)
    await this.page.locator('video').waitFor({ state: 'detached' })
    await this.page.evaluate(() => window.showCard(null))
  }

  /** Ends the stop without a scan. */
  async say(outcome) {
    await this.tap('没扫码')
    await this.tap(outcome)
  }

  /** Nobody opened: she is looked for later, and the next door comes first. */
  async walksOn() {
    await this.page.locator('.since').waitFor()
    await this.tap('下一户')
  }

  /** A rung was tried in vain. */
  async tries() {
    const tried = this.page.locator('.tried')
    const before = await tried.count()
    await this.tap('没找到')
    await tried.nth(before).waitFor()
  }

  /** Somebody knows where she is: the search of hers is over, and the meal may still be handed over at her door. */
  async finds() {
    await this.tap('知道在哪里，不用送了')
    await this.page.getByText('寻找已结束').waitFor()
  }

  /** Goes on to the next door. */
  async goesOn() {
    await this.tap('下一户')
    await this.page.getByText('寻找已结束').waitFor({ state: 'detached' })
  }

  /** Writes down what is wrong with the address. */
  async notes(words) {
    await this.page.getByRole('textbox').fill(words)
    await this.tap('记下')
  }

  /** The phone goes dark in a pocket and comes out again: what waited for another word does not wait any more. */
  async pockets() {
    await this.page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' })
      document.dispatchEvent(new Event('visibilitychange'))
      delete document.visibilityState
      document.dispatchEvent(new Event('visibilitychange'))
    })
    await this.page.getByText('不再等了').waitFor()
  }

  /** The phone kills the page before the money was spoken of; the one that opens instead asks again. */
  async asksForTheMoneyAgain() {
    // Once it asks, the stop is written down.
    const question = this.page.getByRole('heading', { name: /^收到 .* 元了吗/ })
    await question.waitFor()
    await this.page.reload()
    await question.waitFor()
  }

  /** Answers how she is; first what was paid, where something is. */
  async tell(welfare, { pays = null } = {}) {
    if (pays !== null) await this.tap(pays ? '收到了' : '没收到')
    await this.tap(welfare)
    if (welfare !== '好' && welfare !== '没见到人') await this.tap('记下')
  }

  /** Everything that was written down on the phone is with the server. */
  async uploaded() {
    await this.signal(true)
    await this.page.getByText('已上传').waitFor({ timeout: 60_000 })
  }

  /** What the phone is told by the server. */
  async asks(path) {
    return this.page.evaluate(async (asked) => {
      const answer = await fetch(`/api/v1${asked}`)
      return { status: answer.status, text: await answer.text() }
    }, path)
  }

  /** Waits until none of the words stand on its screen or its disk any more. */
  forgets(words) {
    return forgets(this.page, words)
  }

  /** What is just being sent is answered first: a handler whose phone is gone would fail behind the story's back. */
  async close() {
    await this.#context.unrouteAll({ behavior: 'wait' })
    await this.#context.close()
  }
}

/** Makes sure that the phone has something to forget: each of the words stands on its page or its disk. */
export async function knows(page, words) {
  assert.deepEqual(await page.evaluate(remembers, words), words)
}

/** Waits for the end of the round, and until none of the words stand on the page or its disk any more: the screen is empty a moment
 * before the disk is. */
export async function forgets(page, words) {
  await page.getByRole('heading', { name: '这一趟结束了' }).waitFor()
  // Playwright's waitForFunction takes a promise for a yes: it is asked from here.
  const latest = Date.now() + 30_000
  for (let remembered = words; remembered.length > 0; ) {
    remembered = await page.evaluate(remembers, words)
    assert.ok(remembered.length === 0 || Date.now() < latest, `the phone still remembers ${remembered.join()}`)
  }
}

/** Runs in the page before anything else: it is later. */
function laterClock(ms) {
  const Real = (window.RealDate ??= Date)
  window.Date = class extends Real {
    constructor(...when) {
      super(...(when.length === 0 ? [Real.now() + ms] : when))
    }
    static now() {
      return Real.now() + ms
    }
  }
}

/** Runs in the page: which of the words stand on the screen or the disk? */
async function remembers(words) {
  const asked = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: reject }))
  const rows = [document.body.innerText]
  for (const { name } of await indexedDB.databases()) {
    const disk = await asked(indexedDB.open(name))
    for (const store of disk.objectStoreNames) rows.push(JSON.stringify(await asked(disk.transaction(store).objectStore(store).getAll())))
    disk.close()
  }
  // A page that has written nothing down was not asked for its disk.
  return rows.length > 1 ? words.filter((word) => rows.join().includes(word)) : ['(no disk)']
}
