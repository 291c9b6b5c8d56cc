// How does a browser story get a server? The built program itself, on a free port, with a folder that is thrown away.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PROGRAM = process.env.CANTEEN_TEST_SERVER ?? 'target/debug/pos-server'
const LONGEST_START_MS = 30_000

/** A running canteen server. It can be killed like a power cut and started again on the same books. */
export class Program {
  #folder
  #port
  #process = null
  #database
  /** Everything the program has printed, for the set-up link and for what must not be in a log. */
  printed = ''

  constructor(folder, port, database) {
    this.#folder = folder
    this.#port = port
    this.#database = database
  }

  /** Starts a server on a fresh book: an embedded one, or a `database` of the test PostgreSQL. */
  static async start(database = null) {
    const program = new Program(await mkdtemp(join(tmpdir(), 'canteen-story-')), await freePort(), database)
    await program.startAgain()
    return program
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
    const started = spawn(PROGRAM, settings, { stdio: ['ignore', 'pipe', 'pipe'] })
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

/** A fresh database of the test PostgreSQL, by its URL. */
export function freshPostgres() {
  const server = process.env.CANTEEN_TEST_POSTGRES
  if (server === undefined) throw new Error('CANTEEN_TEST_POSTGRES names no PostgreSQL: run scripts/test')
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
