// What survives when a device dies? A browser of its own with its profile on the disk, which can be killed and started again.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBrowserOn, Till } from './till.mjs'

/** One counter device, switched on as often as one likes. */
export class Device {
  #disk
  #context = null

  constructor(disk) {
    this.#disk = disk
  }

  static async make() {
    return new Device(await mkdtemp(join(tmpdir(), 'canteen-device-')))
  }

  /** Switches it on. */
  async switchOn() {
    this.#context = await openBrowserOn(this.#disk)
    return Till.on(this.#context)
  }

  /** Switches it off as one should: the browser writes everything down before it ends. */
  async switchOff() {
    await this.#context?.close()
    this.#context = null
  }

  /** The browser dies at once, as in a power cut: it finishes nothing. */
  async crash() {
    const dead = new Promise((resolve) => this.#context.once('close', resolve))
    const session = await this.#context.browser().newBrowserCDPSession()
    // The order is never answered: who would?
    session.send('Browser.crash').catch(() => undefined)
    await dead
    this.#context = null
  }

  async throwAway() {
    await this.switchOff()
    await rm(this.#disk, { recursive: true, force: true })
  }
}
