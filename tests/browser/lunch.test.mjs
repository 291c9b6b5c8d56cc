// A whole lunch through the page: three hundred cards, the server killed in between, and books that agree to the fen with the
// receipts that the page was given. The judge itself is judged first: it must find what was done wrong on purpose.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { disagreements } from './books.mjs'
import { newId } from './client.mjs'
import { found, importRegister, laneCode } from './furnish.mjs'
import { Program } from './program.mjs'
import { textOfDrawing } from './qr.mjs'
import { openBrowser, Till } from './till.mjs'

const DINERS = 300
/** Before these scans the power goes and comes back a second later. */
const DARK = [75, 200]
/** During this sale the power goes after the booking and before the answer. */
const CUT_OFF = 130

describe('three hundred lunches', () => {
  it('are sold through the page whatever happens to the server, and the books say what the receipts say', async () => {
    const { receipts, wrong } = await lunch(DINERS, async (at, till, program) => {
      if (DARK.includes(at)) await powerCut(program)
      if (at === CUT_OFF) await beforeAnswer(till, () => powerCut(program))
    })
    assert.deepEqual(wrong, [])
    // The first entry of the books is the shift that the lane opened by itself.
    assert.deepEqual(numbersOf(receipts), [...Array(DINERS).keys()].map((at) => at + 2))
  })

  it('would not pass with one sale lost, one booked twice and one a fen off', async () => {
    const plants = { 2: bookedTwice, 4: aFenOff, 5: lost }
    const { receipts, wrong } = await lunch(6, (at, till, program, receipts) => plants[at]?.(till, receipts))
    assert.deepEqual(numbersOf(receipts), [2, 3, 4, 6, 7, 8])
    assert.deepEqual(wrong, [
      'receipt 7: pays 9.91, 9.90 in the book',
      'receipt 8 is in no book',
      'sale 5 was told to nobody',
      'pays of the day: 59.42 told, 64.50 in the book',
      'subsidy of the day: 30.60 told, 25.50 in the book',
      'pays of the month: 59.42 told, 64.50 in the book',
      'subsidy of the month: 30.60 told, 25.50 in the book',
    ])
  })
})

/** Sells a lunch to so many diners, each with one scan; `before` may do something to each sale. Brings back the receipts. */
async function lunch(diners, before) {
  const program = await Program.start()
  const browser = await openBrowser()
  try {
    const admin = await found(program)
    const tokens = await cardsOf(admin, people(diners))
    const till = await Till.open(browser)
    await till.openLane(program.url, await laneCode(admin))
    await till.choose('扫码后', '扫码即收款')
    const receipts = []
    for (const [at, token] of tokens.entries()) {
      await before(at, till, program, receipts)
      const answered = till.page.waitForResponse((answer) => answer.url().endsWith('/api/v1/sales') && answer.ok(), { timeout: 60_000 })
      await till.scan(token)
      receipts.push(await (await answered).json())
      await till.stage('done')
    }
    till.witness.judge(program.url)
    return { receipts, wrong: await disagreements(admin, receipts) }
  } finally {
    await browser.close()
    await program.stop()
  }
}

/** Elders born on days of their own. */
function people(diners) {
  return Array.from({ length: diners }, (_, at) => {
    const birth = new Date(Date.UTC(1940, 0, 1 + at * 20)).toISOString().slice(0, 10)
    return { name: `王秀${String.fromCodePoint(0x4e00 + at)}`, birth, sex: at % 2 === 0 ? '女' : '男' }
  })
}

/** The text of each card, read from its printed drawing. */
async function cardsOf(admin, everybody) {
  await importRegister(admin, everybody)
  const { batch } = await admin.post('/cards/issue', { id: newId(), all_eligible: true })
  const sheet = await admin.get(`/cards/sheets?batch=${batch}`)
  return Promise.all(sheet.items.map(({ qr_path, qr_size }) => textOfDrawing(qr_path, qr_size)))
}

/** The power goes, and comes back a second later. */
async function powerCut(program) {
  await program.kill()
  setTimeout(() => void program.startAgain(), 1_000)
}

/** The next sale is booked; then something happens before its answer is out, which is lost. */
function beforeAnswer(till, happens) {
  return next(till, async (route) => {
    await route.fetch()
    await happens()
    await route.abort()
  })
}

/** The page is told of a sale that never reached the server. */
function lost(till, receipts) {
  return next(till, (route) => route.fulfill({ json: { ...receipts.at(-1), id: route.request().postDataJSON().id, receipt_no: receipts.at(-1).receipt_no + 1 } }))
}

/** A sale comes to the server a second time as another one: of somebody nobody knows, so that no rule stands in its way. */
function bookedTwice(till) {
  return next(till, async (route) => {
    const once = await route.fetch()
    const { tender, meal } = route.request().postDataJSON()
    await route.fetch({ postData: { id: newId(), unknown: true, tender, meal, serve_as: 'pending' } })
    await route.fulfill({ response: once })
  })
}

/** The page is told a price that is a fen more than what was booked. */
function aFenOff(till) {
  return next(till, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, json: { ...(await response.json()), pays: '9.91' } })
  })
}

const next = (till, how) => till.page.route('**/api/v1/sales', how, { times: 1 })
const numbersOf = (receipts) => receipts.map(({ receipt_no: number }) => number).toSorted((a, b) => a - b)
