// What if the network is slow? A wire between the pages and the server that keeps whatever the pages send for a while.
import { connect, createServer } from 'node:net'
import { pipeline, Transform } from 'node:stream'

/** A wire to a server on this machine. */
export class Wire {
  /** How long it keeps what is sent through it from now on. */
  delayMs = 0
  #entrance

  /** Lays a wire to the server at `url`. */
  static async to(url) {
    const wire = new Wire()
    const { hostname, port } = new URL(url)
    wire.#entrance = createServer((near) => {
      const far = connect(Number(port), hostname)
      const slowly = new Transform({ transform: (sent, _, done) => setTimeout(done, wire.delayMs, null, sent) })
      // A side that hangs up ends the other one: that is all there is to do about it.
      pipeline(near, slowly, far, () => undefined)
      pipeline(far, near, () => undefined)
    })
    await new Promise((resolve) => wire.#entrance.listen(0, '127.0.0.1', resolve))
    return wire
  }

  /** The address of its near end. */
  get url() {
    return `http://127.0.0.1:${this.#entrance.address().port}`
  }

  async cut() {
    await new Promise((resolve) => this.#entrance.close(resolve))
  }
}
