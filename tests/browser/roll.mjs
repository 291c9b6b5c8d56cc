// What comes out of a receipt printer? A port that takes what is sent to it, as tcp://host:9100 does, and reads it.
import { createServer } from 'node:net'

const LONGEST_WAIT_MS = 10_000

/** A printer with a roll of paper in it. */
export class PaperRoll {
  #server
  #receipts = []
  #waiting = []

  constructor(server) {
    this.#server = server
    server.on('connection', (socket) => {
      const bytes = []
      socket.on('data', (some) => bytes.push(some))
      socket.on('end', () => this.#print(Buffer.concat(bytes)))
    })
  }

  /** A printer on a free port of this computer. */
  static async load() {
    const server = createServer()
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new PaperRoll(server)
  }

  get port() {
    return this.#server.address().port
  }

  /** What the next receipt says; waits for it, but not for ever. */
  printed() {
    const receipt = this.#receipts.shift()
    if (receipt !== undefined) return Promise.resolve(receipt)
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve)
      setTimeout(() => reject(new Error('nothing was printed')), LONGEST_WAIT_MS).unref()
    })
  }

  /** The printer is switched off: nobody listens any more. */
  async tearOff() {
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve))
  }

  #print(bytes) {
    const text = new TextDecoder('gb18030').decode(bytes)
    const waiting = this.#waiting.shift()
    if (waiting === undefined) this.#receipts.push(text)
    else waiting(text)
  }
}
