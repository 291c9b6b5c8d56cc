// What does a story at the counter begin with? A furnished canteen, a browser, and tills that are all watched to the end.
import assert from 'node:assert/strict'
import { furnish, laneCode } from './furnish.mjs'
import { Program, today } from './program.mjs'
import { openBrowser, Till } from './till.mjs'

/** One canteen of its own with everything that stands in it. */
export class Canteen {
  program
  browser
  admin
  cards
  #watched = []

  /** Founds and furnishes it; `clock` is the hour at which the story begins, `switches` are the browser's. */
  static async open({ clock = null, switches = [] } = {}) {
    const canteen = new Canteen()
    canteen.program = await Program.start({ clock })
    try {
      ;({ admin: canteen.admin, cards: canteen.cards } = await furnish(canteen.program))
      canteen.browser = await openBrowser(switches)
    } catch (unfurnished) {
      await canteen.program.stop()
      throw unfurnished
    }
    return canteen
  }

  get url() {
    return this.program.url
  }

  /** The text of somebody's card. */
  token(name) {
    return this.cards.get(name).token
  }

  /** A fresh device that is not enrolled yet; its pages are judged when the canteen closes. */
  async newTill(options = {}) {
    const till = await Till.open(this.browser, options)
    this.#watched.push([till.witness, options.url ?? this.url])
    return till
  }

  /** A fresh device at a fresh lane, with a cashier who sells. `url` is another way to the server. */
  async openTill(name, options = {}) {
    const till = await this.newTill(options)
    await till.openLane(options.url ?? this.url, await laneCode(this.admin, name))
    return till
  }

  /** The story is over: no page asked anybody else, none complained, and the meals agree with the journal. */
  async close() {
    await this.browser.close()
    try {
      assert.deepEqual((await this.admin.get(`/days/${today()}`)).differences, [])
      for (const [witness, url] of this.#watched) witness.judge(url)
    } finally {
      await this.program.stop()
    }
  }
}
