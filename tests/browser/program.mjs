// How does a browser story get a server? The built program itself, on a free port, with a folder that is thrown away.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PROGRAM = process.env.CANTEEN_TEST_SERVER ?? 'target/debug/pos-server'
/** What keeps the books. scripts/test tells every story twice: once on each database. */
const DATABASE = process.env.CANTEEN_TEST_DATABASE ?? 'sqlite'
/** Debian's libfaketime; the loader puts the machine's own library folder in. */
const OTHER_CLOCK = '/usr/$LIB/faketime/libfaketime.so.1'
const LONGEST_START_MS = 30_000

/** A running canteen server. It can be killed like a power cut and started again on the same books. */
export class Program {
  #folder
  #port
  #process = null
  #database
  #shiftSeconds = 0
  /** Everything the program has printed, for the set-up link and for what must not be in a log. */
  printed = ''

  constructor(folder, port, database) {
    this.#folder = folder
    this.#port = port
    this.#database = database
  }

  /** Starts a server on fresh books, at the `clock` of today or at the hour that it is. */
  static async start({ clock = null } = {}) {
    const program = new Program(await mkdtemp(join(tmpdir(), 'canteen-story-')), await freePort(), freshDatabase())
    if (clock !== null) program.setClock(clock)
    await program.startAgain()
    return program
  }

  /** Sets the server's clock to an hour of today in China, or of a later day; it holds from the next start on. */
  setClock(hour, { daysLater = 0 } = {}) {
    const wanted = Date.parse(`${today()}T${hour}:00+08:00`) + daysLater * 86_400_000
    this.#shiftSeconds = Math.round((wanted - Date.now()) / 1000)
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`
  }

  /** The one-time link that founds the canteen. */
  get setUpToken() {
    const token = /\/setup#(\S+)/.exec(this.printed)?.[1]
    if (token === undefined) throw new Error(`no set-up link in:\n${this.printed}`)
    return token
  }

  /** Starts the program on the books it left behind. */
  async startAgain() {
    const settings = ['serve', '--data', this.#folder, '--listen', `127.0.0.1:${this.#port}`]
    if (this.#database !== null) settings.push('--database', this.#database)
    const started = spawn(PROGRAM, settings, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...this.#clock() } })
    this.#process = started
    for (const stream of [started.stdout, started.stderr]) stream.on('data', (text) => (this.printed += text))
    await this.#ready(started)
  }

  /** The power goes: nothing is finished, nothing is flushed. */
  async kill() {
    await this.#end('SIGKILL')
  }

  /** Ends the program and throws its books away. */
  async stop() {
    await this.#end('SIGTERM')
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** The settings of another clock. What only measures how long something takes goes on as it does. */
  #clock() {
    if (this.#shiftSeconds === 0) return {}
    const shift = this.#shiftSeconds > 0 ? `+${this.#shiftSeconds}` : `${this.#shiftSeconds}`
    return { LD_PRELOAD: OTHER_CLOCK, FAKETIME: shift, FAKETIME_DONT_FAKE_MONOTONIC: '1' }
  }

  async #end(signal) {
    const ending = this.#process
    this.#process = null
    if (ending === null || ending.exitCode !== null) return
    const ended = new Promise((resolve) => ending.once('exit', resolve))
    ending.kill(signal)
    await ended
  }

  async #ready(started) {
    const until = Date.now() + LONGEST_START_MS
    while (Date.now() < until) {
      if (started.exitCode !== null) throw new Error(`the server ended:\n${this.printed}`)
      const answer = await fetch(`${this.url}/readyz`).catch(() => null)
      if (answer?.ok === true) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`the server did not become ready:\n${this.printed}`)
  }
}

/** Today's date in China. */
export function today() {
  return new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
}

/** A fresh database of the test PostgreSQL, by its URL; null for the file that the program makes itself. */
function freshDatabase() {
  if (DATABASE === 'sqlite') return null
  const server = process.env.CANTEEN_TEST_POSTGRES
  if (DATABASE !== 'postgres' || server === undefined) throw new Error(`no ${DATABASE} to keep the books in: run scripts/test`)
  const name = `page_${process.pid}_${Date.now()}`
  execFileSync('psql', ['--quiet', `${server}/postgres`, '--command', `CREATE DATABASE ${name}`])
  return `${server}/${name}`
}

async function freePort() {
  const probe = createServer()
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return port
}
