// A whole lunch through the page: three hundred cards, the server killed in between, and books that agree to the fen with the
// receipts that the page was given. Once on each database.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newId } from './client.mjs'
import { found, importRegister, laneCode } from './furnish.mjs'
import { freshPostgres, Program } from './program.mjs'
import { textOfDrawing } from './qr.mjs'
import { openBrowser, Till } from './till.mjs'

const DINERS = 300
/** Before these scans the power goes and comes back a second later. */
const DARK = [75, 200]
/** During this sale the power goes after the booking and before the answer. */
const CUT_OFF = 130

describe('three hundred lunches', () => {
  it('are sold through the page on SQLite, whatever happens to the server', () => lunch(null))
  it('are sold through the page on PostgreSQL, whatever happens to the server', () => lunch(freshPostgres()))
})

async function lunch(database) {
  const program = await Program.start(database)
  const browser = await openBrowser()
  try {
    const admin = await found(program)
    const tokens = await cardsOf(admin, people())
    const till = await Till.open(browser)
    await till.openLane(program.url, await laneCode(admin))
    await till.choose('扫码后', '扫码即收款')
    const receipts = await sellAll(program, till, tokens)
    await agree(admin, receipts)
    assert.deepEqual(till.complaints, [])
  } finally {
    await browser.close()
    await program.stop()
  }
}

/** Elders born on days of their own. */
function people() {
  return Array.from({ length: DINERS }, (_, at) => {
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

/** Scans one card after the other; brings back what the server answered to the page. */
async function sellAll(program, till, tokens) {
  const receipts = []
  for (const [at, token] of tokens.entries()) {
    if (DARK.includes(at)) {
      await program.kill()
      setTimeout(() => void program.startAgain(), 1_000)
    }
    if (at === CUT_OFF) await cutOff(program, till)
    const answered = till.page.waitForResponse((answer) => answer.url().endsWith('/api/v1/sales') && answer.ok(), { timeout: 60_000 })
    await till.scan(token)
    receipts.push(await (await answered).json())
    await till.stage('done')
  }
  return receipts
}

/** The next sale is booked, but the power goes before its answer is out. */
async function cutOff(program, till) {
  const once = async (route) => {
    await route.fetch()
    await program.kill()
    await route.abort()
    setTimeout(() => void program.startAgain(), 1_000)
  }
  await till.page.route('**/api/v1/sales', once, { times: 1 })
}

/** The day, the month and its file say what the receipts say. */
async function agree(admin, receipts) {
  assert.equal(new Set(receipts.map(({ id }) => id)).size, DINERS)
  const numbers = receipts.map(({ receipt_no: number }) => number).toSorted((a, b) => a - b)
  assert.deepEqual([numbers[0], numbers.at(-1), new Set(numbers).size], [1, DINERS, DINERS])
  const [{ service_date: date }] = receipts
  const paid = fen(receipts.map(({ pays }) => pays))
  const day = await admin.get(`/days/${date}`)
  assert.deepEqual([day.total.meals, day.total.pays, day.total.subsidy], [DINERS, yuan(paid), yuan(DINERS * 1500 - paid)])
  assert.deepEqual(day.differences, [])
  const month = await admin.get(`/months/${date.slice(0, 7)}`)
  assert.deepEqual([month.total.meals, month.total.pays], [DINERS, yuan(paid)])
  const file = await admin.text(`/months/${date.slice(0, 7)}/meals.csv`)
  const rows = file.trim().split('\r\n').slice(1)
  assert.equal(rows.length, DINERS)
  for (const { receipt_no: number } of receipts) {
    assert.ok(rows.some((row) => row.includes(`,${number},`)), `receipt ${number} is not in the month's file`)
  }
}

const fen = (amounts) => amounts.reduce((total, yuan) => total + Math.round(Number(yuan) * 100), 0)
const yuan = (amount) => (amount / 100).toFixed(2)
