// Does a rare surname come out of the printer? The page draws the letter with the fonts of its computer, and the server sends the
// picture between the letters that every printer holds.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { after, before, it } from 'node:test'
import { Canteen } from './canteen.mjs'
import { newId } from './client.mjs'
import { importRegister } from './furnish.mjs'

/** The command that puts a picture of 24 columns between two letters, and the bytes of one picture. */
const PICTURE = Buffer.from([0x1b, 0x2a, 33, 24, 0])
const BYTES = 72

let canteen
let till
let printer
before(async () => {
  canteen = await Canteen.open()
  await importRegister(canteen.admin, [{ name: '𠮷田𬴊', birth: '1951-01-01', sex: '男' }])
  printer = createServer().listen(0, '127.0.0.1')
  await once(printer, 'listening')
  till = await canteen.openTill('一号窗口')
  const { items: [lane] } = await canteen.admin.get('/lanes')
  const address = `tcp://127.0.0.1:${printer.address().port}`
  await canteen.admin.post(`/lanes/${lane.id}/printer`, { address, width_mm: 58, prints: 'on_request' })
})
after(async () => {
  printer?.close()
  await canteen?.close()
})

it('the first and the last letter of the masked name are pictures, and different ones', async () => {
  await sellTo('𠮷田')
  const known = till.page.waitForResponse((answer) => answer.url().endsWith('/lane/printer'))
  await till.page.reload()
  await till.stage('idle')
  await (await known).finished()
  const paper = nextPaper()
  await till.press('d')
  const [first, last, ...others] = pictures(await paper)
  assert.deepEqual(others, [])
  for (const picture of [first, last]) assert.ok(inked(picture) > 60 && inked(picture) < 400, `${inked(picture)} dots`)
  assert.notDeepEqual(first, last)
})

/** Sells a meal to whoever is found by a text, as this lane. */
async function sellTo(text) {
  const status = await till.page.evaluate(
    async ([id, q]) => {
      const ask = (path, body) =>
        fetch(`/api/v1${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
      const { items: [{ resident_id }] } = await (await ask('/lane/search', { q })).json()
      return (await ask('/sales', { id, resident_id, tender: 'cash', serve_as: 'decided' })).status
    },
    [newId(), text],
  )
  assert.equal(status, 201)
}

/** The bytes of the next paper. */
async function nextPaper() {
  const [line] = await once(printer, 'connection')
  return Buffer.concat(await line.toArray())
}

function pictures(paper) {
  const found = []
  for (let at = paper.indexOf(PICTURE); at >= 0; at = paper.indexOf(PICTURE, at + PICTURE.length + BYTES)) {
    found.push(paper.subarray(at + PICTURE.length, at + PICTURE.length + BYTES))
  }
  return found
}

/** How many dots are black. */
function inked(picture) {
  return [...picture].reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)
}
