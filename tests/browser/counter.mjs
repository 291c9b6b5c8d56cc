// How does a story sell without a page? A counter device that talks to the server as the page does.
import { Client, newId } from './client.mjs'
import { laneCode, PIN } from './furnish.mjs'

/** One lane with a cashier who has entered the PIN. */
export class Counter {
  #client

  constructor(client) {
    this.#client = client
  }

  static async open(url, admin, name) {
    const client = new Client(url)
    await client.post('/lanes/enrol', { code: await laneCode(admin, name) })
    const { items } = await client.get('/lane/cashiers')
    await client.post('/lane/cashier', { staff_id: items[0].id, pin: PIN })
    return new Counter(client)
  }

  /** Opens a shift with a float in yuan. */
  openShift(float) {
    return this.#client.post('/lane/shift', { id: newId(), float })
  }

  /** Sells a meal; the order says to whom and how it is paid. */
  sell(order) {
    return this.#client.post('/sales', { id: newId(), serve_as: 'decided', ...order })
  }

  /** Takes a sale back; a second person agrees. */
  void(sale, approver) {
    return this.#client.post(`/sales/${sale}/void`, { id: newId(), reason: '没有来吃', approver })
  }

  topUp(order) {
    return this.#client.post('/lane/top-ups', { id: newId(), ...order })
  }

  /** Counts the drawer by pieces and closes the shift. */
  async closeShift(count, reason) {
    const { id } = await this.#client.post('/lane/shift/counts', { id: newId(), ...count })
    return this.#client.post('/lane/shift/close', { id: newId(), count_id: id, reason })
  }
}
