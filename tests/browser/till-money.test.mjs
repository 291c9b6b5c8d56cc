// A day's money at the counter: a shift is opened, a card is topped up, meals are paid from the card and in cash, one is taken
// back, the drawer is counted blind and the shift is closed. The story keeps its own drawer; the Z-report has to agree.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Canteen } from './canteen.mjs'
import { Paper } from './paper.mjs'

/** What the story itself has counted, in whole fen; it never asks the server. */
const counted = { cash: 0, wechat: 0, meals: 0, byTender: {} }
const PRICE = 990

let canteen
let till
before(async () => {
  canteen = await Canteen.open()
  till = await canteen.openTill('一号窗口')
  await till.page.evaluate(() => {
    // The browser's window for printing cannot be pressed from here; what would lie on the paper can be read.
    window.papers = []
    window.print = () => {
      window.papers.push([...document.querySelectorAll('.print-sheet')].map((sheet) => sheet.textContent).join())
      window.lastPrinted = document.documentElement.outerHTML
    }
  })
})
after(() => canteen?.close())

describe('the drawer', () => {
  it('is opened with a float, by keys, and by nobody who does not want to', async () => {
    assert.match(await till.stage('idle'), /开班/)
    await till.press('z')
    await till.heading('开班')
    await till.type('200')
    await till.press('Enter')
    await till.heading('第 1 班')
    counted.cash += 20_000
  })

  it('gives cash out with a reason', async () => {
    await till.press('c')
    const sheet = till.page.getByRole('dialog')
    await sheet.getByRole('radio', { name: /支出/ }).click()
    await till.type('5')
    await sheet.getByRole('textbox').fill('买葱')
    await till.press('Enter')
    await sheet.getByText('支出 5.00 元').waitFor()
    await till.press('Escape')
    await sheet.waitFor({ state: 'detached' })
    counted.cash -= 500
    await till.press('Escape')
    await till.stage('idle')
  })
})

describe('the card', () => {
  it('is topped up only while the server is there', async () => {
    await till.page.context().setOffline(true)
    await open('t')
    await till.scan(canteen.token('王秀英'))
    await till.page.getByRole('alert').filter({ hasText: '要连上服务器才能办' }).waitFor()
    assert.deepEqual(await till.kept(), [])
    await till.page.context().setOffline(false)
    await till.scan(canteen.token('王秀英'))
    await till.page.getByRole('dialog').getByText('王*英').waitFor()
    await till.type('50')
    await till.press('Enter')
    await till.page.getByText('餐卡余额 50.00 元').waitFor()
    await till.press('Enter')
    await till.page.locator('dialog').waitFor({ state: 'detached' })
    counted.cash += 5000
  })

  it('pays the meal first, by one scan and one Enter, and says what is left', async () => {
    await till.scan(canteen.token('王秀英'))
    assert.match(await till.stage('yes'), /餐卡余额 50\.00 元 · 够，付后剩 40\.10 元/)
    await till.confirm()
    assert.match(await till.stage('done'), /餐卡还剩 40\.10 元/)
    sold('wallet')
  })

  it('shows its owner what was eaten and what is left', async () => {
    await till.press('Escape')
    await till.stage('idle')
    await open('l')
    await till.scan(canteen.token('王秀英'))
    const sheet = till.page.getByRole('dialog')
    await sheet.getByText('40.10').waitFor()
    assert.match(await sheet.innerText(), /午餐[\s\S]*9\.90 餐卡[\s\S]*充值[\s\S]*50\.00/)
    await till.press('Escape')
    await sheet.waitFor({ state: 'detached' })
  })
})

describe('the meals', () => {
  it('are paid in cash and by WeChat, and one is taken back', async () => {
    await sell('张德福', 'Enter', 'cash')
    await sell('陈大明', '2', 'wechat')
    await sell('田桂英', 'Enter', 'cash')
    await till.page.locator('.last .sale').first().filter({ hasText: '田*英' }).waitFor()
    await till.press('v')
    await till.page.getByRole('dialog').waitFor()
    await till.press('Enter')
    await till.page.locator('dialog').waitFor({ state: 'detached' })
    counted.cash -= PRICE
  })

  it('have a receipt for who asks, and the second one says so', async () => {
    await till.press('d')
    const sheet = till.page.getByRole('dialog', { name: '小票' })
    await till.page.waitForFunction(() => window.papers.length === 1)
    await sheet.getByRole('button', { name: '再打一张' }).click()
    await till.page.waitForFunction(() => window.papers.length === 2)
    const [first, second] = await till.page.evaluate(() => window.papers.splice(0))
    assert.match(first, /七一社区幸福食堂[\s\S]*餐标15\.00[\s\S]*自付 9\.90 元/)
    assert.doesNotMatch(first, /补打/)
    assert.match(second, /补打 2/)
    await till.press('Escape')
    await sheet.waitFor({ state: 'detached' })
  })
})

describe('the end of the shift', () => {
  it('is a blind count: before it nothing says what the books expect, after it every fen is told', async () => {
    await till.press('z')
    await till.heading('第 1 班')
    await till.press('d')
    await till.heading('点钞')
    assert.ok(!(await till.page.getByRole('main').innerText()).includes(yuan(counted.cash)))
    // 254.40: fifty fen are missing.
    await till.count({ 100: '2', 50: '1', 1: '4', 0.1: '4' }, yuan(counted.wechat))
    await till.page.getByText('现金少 0.50 元').waitFor()
    await till.page.getByRole('button', { name: '重新点钞' }).click()
    // 254.80: forty of them lay under the tray.
    await till.count({ 100: '2', 50: '1', 1: '4', 0.5: '1', 0.1: '3' }, yuan(counted.wechat))
    await till.page.getByText('现金少 0.10 元').waitFor()
    assert.equal(await till.page.getByRole('button', { name: /交班/ }).isDisabled(), true)
  })

  it('freezes a Z-report that agrees with the story’s own drawer', async () => {
    await till.page.getByRole('textbox', { name: '相差的原因' }).fill('找零找错')
    const closing = till.page.waitForResponse((answer) => answer.url().endsWith('/lane/shift/close'))
    await till.press('Enter')
    const report = await (await closing).json()
    await till.heading(/日结单 第 1 号/)
    assert.deepEqual(
      {
        float: report.float,
        meals: report.sales.meals,
        pays: report.sales.pays,
        byTender: Object.fromEntries(report.by_tender.map(({ key, meals }) => [key, meals])),
        voids: report.voids,
        moved: report.movements.map(({ kind, tender, amount }) => [kind, tender, amount]),
        tenders: report.tenders,
        counts: report.counts,
        reason: report.reason,
      },
      {
        float: '200.00',
        meals: counted.meals,
        pays: yuan(counted.meals * PRICE),
        byTender: counted.byTender,
        voids: [{ tender: 'cash', meals: 1, pays: yuan(PRICE) }],
        moved: [
          ['cash_out', 'cash', '-5.00'],
          ['top_up', 'cash', '50.00'],
        ],
        tenders: [
          { tender: 'cash', expected: yuan(counted.cash), counted: yuan(counted.cash - 10), variance: '-0.10' },
          { tender: 'wechat', expected: yuan(counted.wechat), counted: yuan(counted.wechat), variance: '0.00' },
          { tender: 'alipay', expected: '0.00', counted: null, variance: null },
        ],
        counts: 2,
        reason: '找零找错',
      },
    )
    await till.press('p')
    const [paper] = await till.page.evaluate(() => window.papers.splice(0))
    const figures = ['日结单 第 1 号', yuan(counted.cash), '-0.10', '找零找错', report.chain.hash]
    for (const said of figures) assert.ok(paper.includes(said), said)
    await liesOnThePaper(figures)
  })

  it('lets a late sale go to the next shift, which opens by itself and says so', async () => {
    await till.press('Enter')
    await till.heading('开班')
    await till.press('Escape')
    await till.stage('idle')
    await sell('欧阳秀兰', 'Enter', 'cash')
    await till.press('Escape')
    assert.match(await till.stage('idle'), /第 2 班由系统自动开/)
  })
})

/** Opens a sheet by its key, and looks at it before the next scan. */
async function open(key) {
  await till.press(key)
  await till.page.getByRole('dialog').waitFor()
  await till.page.waitForTimeout(400)
}

/** The page as it was when it asked for the print, brought onto real paper: one roll of 58 mm with every word within its edges. */
async function liesOnThePaper(words) {
  const page = await till.page.context().newPage()
  await page.goto(`${canteen.url}/office`)
  const html = await till.page.evaluate(() => window.lastPrinted)
  await page.setContent(html.replaceAll(/<script[\s\S]*?<\/script>/g, ''), { waitUntil: 'networkidle' })
  const paper = await Paper.of(await page.pdf({ preferCSSPageSize: true }))
  await page.close()
  try {
    assert.equal(paper.sheets.length, 1)
    const [{ size }] = paper.sheets
    assert.ok(Math.abs(size.width - 58) < 0.5 && size.height > size.width, JSON.stringify(size))
    for (const word of words) assert.ok(paper.text.includes(word.replaceAll(/\s/g, '')), `${word} in ${paper.text}`)
  } finally {
    await paper.throwAway()
  }
}

function sold(tender) {
  counted.meals += 1
  counted.byTender[tender] = (counted.byTender[tender] ?? 0) + 1
  if (tender in counted) counted[tender] += PRICE
}

async function sell(name, key, tender) {
  await till.scan(canteen.token(name))
  await till.stage('yes')
  await till.confirm(key)
  await till.stage('done')
  sold(tender)
}

function yuan(fen) {
  return `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`
}
