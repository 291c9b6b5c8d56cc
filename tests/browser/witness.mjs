// Whom did a device's pages ask, and what did they complain about? Written down all along, judged when the story is over.
import assert from 'node:assert/strict'

/** Stands beside one device and writes down what its pages do. */
export class Witness {
  /** Addresses that were asked for, by pages and by their workers. */
  asked = []
  /** Errors of the pages, and what their content security policy had to forbid. */
  complaints = []

  constructor(context) {
    context.on('request', (request) => this.asked.push(request.url()))
    context.on('weberror', (fault) => this.complaints.push(fault.error().message))
    context.on('console', (said) => {
      // An answer that was refused or lost is logged by the browser itself and is no fault of the page.
      if (said.type() === 'error' && !said.text().startsWith('Failed to load resource')) this.complaints.push(said.text())
    })
  }

  /** Fails if a page asked anybody but the server at `url`, or complained of anything. */
  judge(url) {
    const elsewhere = this.asked.filter((address) => new URL(address).origin !== url && !/^(data|blob):/.test(address))
    assert.deepEqual(elsewhere, [], 'addresses outside the page’s own origin')
    assert.deepEqual(this.complaints, [], 'complaints of the page')
  }
}
