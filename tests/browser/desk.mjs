// How does a story sit at the desk of the office? A browser page, and a witness of what it does.
import { PASSWORD } from './furnish.mjs'
import { Witness } from './witness.mjs'

/** One desk with its page. */
export class Desk {
  page
  #url
  witness

  constructor(page, url) {
    this.page = page
    this.#url = url
    page.setDefaultTimeout(10_000)
    this.witness = new Witness(page.context())
  }

  /** A fresh desk: nobody is signed in. */
  static async open(browser, url, viewport = { width: 1280, height: 800 }) {
    const context = await browser.newContext({ viewport, locale: 'zh-CN', acceptDownloads: true })
    return new Desk(await context.newPage(), url)
  }

  async signIn(login = 'admin', password = PASSWORD) {
    await this.page.goto(`${this.#url}/office`)
    await this.page.getByLabel('登录名').fill(login)
    await this.page.getByLabel('密码').fill(password)
    await this.page.getByRole('button', { name: '登录' }).click()
    await this.page.locator('#page').waitFor()
  }

  /** Walks to a page by the navigation, as a person does. */
  async walk(name) {
    await this.page.getByRole('navigation').getByRole('link', { name, exact: true }).click()
    await this.page.locator('#page h1').waitFor()
  }

  async goto(path) {
    await this.page.goto(this.#url + path)
  }

  /** Presses a button of the page or of the dialog in front of it. */
  async press(name, within = this.page) {
    await within.getByRole('button', { name }).click()
  }

  /** The dialog in front. */
  get dialog() {
    return this.page.getByRole('dialog')
  }

  /** Waits until the words stand on the screen. */
  async sees(words) {
    await this.page.getByText(words).first().waitFor()
  }

  async text() {
    return this.page.locator('body').innerText()
  }

  async close() {
    await this.page.context().close()
  }
}
