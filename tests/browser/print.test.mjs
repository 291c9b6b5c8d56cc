// Cards on paper: as many as were issued, each read by a scanner as what the server issued, at the size they must have.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { newId } from './client.mjs'
import { Desk } from './desk.mjs'
import { furnish, idNumber } from './furnish.mjs'
import { Paper } from './paper.mjs'
import { Program } from './program.mjs'
import { textOfDrawing } from './qr.mjs'
import { openBrowser } from './till.mjs'

const CHILDREN = 17

describe('a batch of cards, printed', () => {
  let program
  let browser
  let desk
  let admin
  let issued
  let paper

  before(async () => {
    program = await Program.start()
    ;({ admin } = await furnish(program))
    issued = await oneMoreBatch()
    browser = await openBrowser()
    desk = await Desk.open(browser, program.url)
    await desk.signIn()
    await desk.goto(`/office/cards/print?batch=${issued.batch}`)
    await desk.page.locator('.desk-sheets .sheet').first().waitFor()
    paper = await Paper.of(await desk.page.pdf({ preferCSSPageSize: true }))
  })
  after(async () => {
    await paper?.throwAway()
    await browser?.close()
    await program?.stop()
  })

  /** A school class moves in and gets its cards. */
  async function oneMoreBatch() {
    const rows = Array.from({ length: CHILDREN }, (_, at) => {
      const birth = `2019-03-${String(at + 1).padStart(2, '0')}`
      const home = `第${1 + (at % 3)}网格,春秋苑,${1 + (at % 4)}号楼,1单元,${101 + at}`
      return `小朋友${at + 1},${idNumber(birth, '男', 100 + at)},男,${birth},${home}`
    })
    const text = ['姓名,身份证号,性别,出生日期,网格,小区,楼栋,单元,户室', ...rows, ''].join('\n')
    const seen = await admin.upload('/imports/dry-run', '班级.csv', text)
    assert.equal(seen.counts.wrong, 0, JSON.stringify(seen.wrong))
    await admin.upload(`/imports?difference=${seen.difference}`, '班级.csv', text)
    return admin.post('/cards/issue', { id: newId(), all_eligible: true })
  }

  it('takes two sheets of A4 for seventeen cards', () => {
    assert.equal(issued.issued, CHILDREN)
    assert.equal(paper.sheets.length, 2)
    for (const { size } of paper.sheets) {
      assert.ok(Math.abs(size.width - 210) < 0.5 && Math.abs(size.height - 297) < 0.5, JSON.stringify(size))
    }
  })

  it('is read by a scanner card for card, in the order in which the cards are handed out', async () => {
    const { items } = await admin.get(`/cards/sheets?batch=${issued.batch}`)
    const expected = await Promise.all(items.map(({ qr_path, qr_size }) => textOfDrawing(qr_path, qr_size)))
    const [first, second] = await paper.codes()
    assert.deepEqual(first, expected.slice(0, 10))
    assert.deepEqual(second, expected.slice(10))
    for (const code of expected) assert.match(code, /^1\d{39}$/)
  })

  it('has a ruler of 100 mm on every sheet', () => {
    for (const sheet of paper.sheets) {
      const long = sheet.longestLine(288.5, 290.5)
      assert.ok(Math.abs(long - 100) < 0.5, `${long} mm`)
    }
  })

  it('has codes of 26 mm', () => {
    // The code of the first card: 19.4 mm and 12 mm from the corner, at its right side below the band.
    const wide = paper.sheets[0].darkWidth({ fromX: 68, toX: 103.5, fromY: 31, toY: 54 })
    assert.ok(Math.abs(wide - 26) < 0.3, `${wide} mm`)
  })

  it('asks nobody but the canteen', () => {
    desk.witness.judge(program.url)
  })
})
