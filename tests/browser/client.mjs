// How does a story talk to the server beside the browser? JSON over HTTP with a cookie jar, like another browser.
import { randomBytes } from 'node:crypto'

/** Somebody who talks to the server; nobody is signed in yet. */
export class Client {
  #base
  #cookies = new Map()

  constructor(base) {
    this.#base = `${base}/api/v1`
  }

  /** Somebody else who talks to the same server. */
  stranger() {
    return new Client(this.#base.slice(0, -'/api/v1'.length))
  }

  /** GET; fails unless the answer is a 2xx. */
  get(path) {
    return this.#send('GET', path)
  }

  /** GET of a file as text; fails unless the answer is a 2xx. */
  text(path) {
    return this.#send('GET', path, { read: (text) => text })
  }

  /** POST of JSON; fails unless the answer is a 2xx. */
  post(path, body) {
    return this.#send('POST', path, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
  }

  /** POST of a file. */
  upload(path, name, text) {
    const form = new FormData()
    form.append('file', new Blob([text]), name)
    return this.#send('POST', path, { body: form })
  }

  async #send(method, path, { body, headers = {}, read = JSON.parse } = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(this.#base + path, { method, body, headers: { ...headers, cookie } })
    for (const set of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      this.#cookies.set(name, value)
    }
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return text === '' ? null : read(text)
  }
}

/** A new UUIDv7. */
export function newId() {
  const hex = Date.now().toString(16).padStart(12, '0') + randomBytes(10).toString('hex')
  const variant = '89ab'[Number.parseInt(hex[16], 16) % 4]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
