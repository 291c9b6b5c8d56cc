// A drawer seen from the office: what was counted at the till stands on the page to the fen, the frozen report comes onto
// paper as at the counter, and a printer that is set at the desk prints at the lane. Then the same pages with the worst that
// can stand on them.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Canteen } from './canteen.mjs'
import { Desk } from './desk.mjs'
import { faultsOf, OFFICE } from './layout.mjs'
import { Paper } from './paper.mjs'
import { PaperRoll } from './roll.mjs'
import { line, PAGE, pageOf, worstFile, worstLane, worstPrinter, worstReport } from './worst.mjs'

const SCREENS = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
]
/** The lists of shifts, whatever they are asked for. */
const SHIFTS = /\/api\/v1\/shifts(\?|$)/
const MANY = 3000

let canteen
let till
let desk
before(async () => {
  canteen = await Canteen.open()
  till = await canteen.openTill('一号窗口')
  desk = await Desk.open(canteen.browser, canteen.url)
  await desk.signIn()
})
after(async () => {
  desk?.witness.judge(canteen.url)
  await canteen?.close()
})

describe('a shift that was closed at the till', () => {
  let report

  before(async () => {
    await till.press('z')
    await till.heading('开班')
    await till.type('200')
    await till.press('Enter')
    await till.heading('第 1 班')
    await till.press('c')
    const sheet = till.page.getByRole('dialog')
    await sheet.getByRole('radio', { name: /支出/ }).click()
    await till.type('5')
    await sheet.getByRole('textbox').fill('买葱')
    await till.press('Enter')
    await sheet.getByText('支出 5.00 元').waitFor()
    await till.press('Escape')
    await sheet.waitFor({ state: 'detached' })
    await till.press('Escape')
    await till.stage('idle')
    for (const name of ['王秀英', '张德福']) {
      await till.scan(canteen.token(name))
      await till.stage('yes')
      await till.confirm()
      await till.stage('done')
    }
    await till.press('z')
    await till.heading('第 1 班')
    await till.press('d')
    // 200.00 - 5.00 + 2 x 9.90 = 214.80. First 214.30 are found, then 214.60.
    await till.count({ 100: '2', 10: '1', 1: '4', 0.1: '3' }, '0')
    await till.page.getByText('现金少 0.50 元').waitFor()
    await till.page.getByRole('button', { name: '重新点钞' }).click()
    await till.count({ 100: '2', 10: '1', 1: '4', 0.1: '6' }, '0')
    await till.page.getByText('现金少 0.20 元').waitFor()
    await till.page.getByRole('textbox', { name: '相差的原因' }).fill('找零找错')
    const closing = till.page.waitForResponse((answer) => answer.url().endsWith('/lane/shift/close'))
    await till.press('Enter')
    report = await (await closing).json()
    await till.heading(/日结单 第 1 号/)
    await till.press('Enter')
    await till.heading('开班')
    await till.press('Escape')
    await till.stage('idle')
  })

  it('stands in the list of its day with its difference at a glance', async () => {
    await desk.walk('今日')
    await desk.press('当天班次')
    const row = desk.page.getByRole('row', { name: /第 1 班/ })
    await row.getByText('现金少 0.20').waitFor()
    assert.match(await row.innerText(), /一号窗口\s+李收银[\s\S]*200\.00[\s\S]*第 1 号/)
    assert.equal(await desk.page.getByRole('radio', { name: '按日期' }).getAttribute('aria-checked'), 'true')
    await desk.press('前一天')
    await desk.sees('这一天没有窗口开过班')
    await desk.page.getByRole('radio', { name: '未交班' }).click()
    await desk.sees('所有窗口都已交班。')
  })

  it('opens with both counts beside the books, and with what was taken out', async () => {
    await desk.page.getByRole('radio', { name: '全部班次' }).click()
    await desk.page.getByRole('row', { name: /第 1 班/ }).click()
    const drawer = desk.dialog
    await drawer.getByText('第 2 次点钞').waitFor()
    const tables = await drawer.locator('table').allInnerTexts()
    assert.deepEqual(tables.map(cells), [
      ['支付方式', '账上', '点到', '相差', '现金', '214.80', '214.30', '-0.50', '微信', '0.00', '0.00', '0.00', '支付宝', '0.00', '没有核对', '–'],
      ['支付方式', '账上', '点到', '相差', '现金', '214.80', '214.60', '-0.20', '微信', '0.00', '0.00', '0.00', '支付宝', '0.00', '没有核对', '–'],
    ])
    assert.match(await drawer.innerText(), /相差的原因\s+找零找错[\s\S]*现金出\s+现金\s+-5\.00[\s\S]*买葱/)
  })

  it('leads to its Z-report, which comes onto one sheet of A4 with every figure', async () => {
    await desk.press('第 1 号日结单', desk.dialog)
    await desk.page.getByRole('heading', { name: /日结单 第 1 号/ }).waitFor()
    const paper = await Paper.of(await desk.page.pdf({ preferCSSPageSize: true }))
    try {
      assert.equal(paper.sheets.length, 1)
      const [{ size }] = paper.sheets
      assert.ok(Math.abs(size.width - 210) < 0.5 && Math.abs(size.height - 297) < 0.5, JSON.stringify(size))
      const figures = [
        `${report.sales.meals}份`, report.sales.pays, report.sales.standard, report.sales.subsidy, report.float, '214.80', '214.60', '-0.20', '-5.00',
        '买葱', '找零找错', report.lane, report.opened_by, report.chain.hash, report.grand_total.standard,
      ]
      for (const figure of figures) assert.ok(paper.text.includes(figure), `${figure} in ${paper.text}`)
      for (const button of ['返回班次', '待处理']) assert.ok(!paper.text.includes(button), button)
    } finally {
      await paper.throwAway()
    }
    await desk.press('看这一班')
    await desk.dialog.getByText('第 2 次点钞').waitFor()
    await desk.press('关闭', desk.dialog)
    await desk.page.getByRole('radio', { name: '日结单' }).click()
    await desk.page.getByRole('row', { name: /第 1 号/ }).click()
    await desk.page.getByRole('heading', { name: /日结单 第 1 号/ }).waitFor()
    await desk.press('返回班次')
  })
})

describe('a receipt printer', () => {
  let roll
  before(async () => {
    roll = await PaperRoll.load()
  })
  after(() => roll?.tearOff())

  it('is set at the desk by what stands on its test page, and prints what the till sends', async () => {
    await desk.walk('窗口')
    await desk.press('设置打印机')
    await desk.dialog.getByLabel('打印机地址').fill('192.168.1.50:99999')
    await desk.press('保存', desk.dialog)
    await desk.dialog.getByText('打印机地址请写成').first().waitFor()
    await desk.dialog.getByLabel('打印机地址').fill(`127.0.0.1：${roll.port}`)
    await desk.dialog.getByRole('radio', { name: '80 毫米' }).click()
    await desk.press('保存', desk.dialog)
    await desk.sees('已保存')
    await desk.page.getByRole('row', { name: /一号窗口/ }).getByText('80 毫米 · 客人要才打').waitFor()
    await till.press('d')
    await till.page.getByRole('dialog', { name: '小票' }).waitFor()
    assert.match(await roll.printed(), /七一社区幸福食堂[\s\S]*9\.90/)
    await till.press('Escape')
  })

  it('that does not answer is named on the page, with what to do', async () => {
    await roll.tearOff()
    await till.press('d')
    await till.page.getByRole('dialog', { name: '小票' }).waitFor()
    await till.press('Escape')
    const [lane] = (await canteen.admin.get('/lanes')).items
    for (let tries = 0; tries < 100 && (await canteen.admin.get(`/lanes/${lane.id}/printer`)).trouble === null; tries += 1) await till.page.waitForTimeout(100)
    await desk.walk('班次')
    await desk.walk('窗口')
    await desk.sees('打印机没有反应')
    await desk.sees(/有没有通电/)
  })
})

describe('the worst that can stand on the pages', () => {
  for (const viewport of SCREENS) {
    it(`fits on ${viewport.width} x ${viewport.height}, in both languages`, async () => {
      const narrow = await Desk.open(canteen.browser, canteen.url, viewport)
      await narrow.signIn()
      await narrow.page.route(SHIFTS, (route) => answer(route, pageOf(route, MANY)))
      await narrow.page.route(/\/api\/v1\/shifts\/worst/, (route) => answer(route, worstFile()))
      await narrow.page.route(/\/api\/v1\/z-reports\/worst/, (route) => answer(route, worstReport()))
      await narrow.page.route(/\/api\/v1\/lanes$/, (route) => answer(route, { items: [worstLane()], next_cursor: null }))
      await narrow.page.route(/\/api\/v1\/lanes\/worst\/printer$/, (route) => answer(route, worstPrinter()))
      const faults = {}
      const look = async (what, path, words) => {
        await narrow.goto(path)
        await narrow.sees(words)
        const found = await faultsOf(narrow.page, OFFICE)
        if (found.length > 0) faults[what] = found
      }
      await look('the list', '/office/shifts', '第 3000 班')
      await look('one shift', '/office/shifts?shift=worst', '第 2 次点钞')
      await look('the report', '/office/shifts?report=worst', '第 1000000 号')
      await look('the lanes', '/office/lanes', '打印机没有反应')
      await narrow.press('设置打印机')
      await narrow.dialog.getByText('纸宽').waitFor()
      faults.printer = await faultsOf(narrow.page, OFFICE)
      await narrow.page.unroute(SHIFTS)
      await narrow.page.route(SHIFTS, (route) => answer(route, { items: [], next_cursor: null }))
      await look('no shift', '/office/shifts', '还没有班次')
      assert.deepEqual(faults, { printer: [] })
      narrow.witness.judge(canteen.url)
      await narrow.close()
    })
  }

  it('comes in pages: three thousand shifts, each asked for once, and few of them drawn', async () => {
    const cursors = []
    await desk.page.route(SHIFTS, (route) => {
      cursors.push(route.request().url())
      return answer(route, pageOf(route, MANY))
    })
    await desk.goto('/office/shifts')
    for (let tries = 0; tries < 2 * MANY / PAGE && !(await desk.text()).includes('共 3,000 条'); tries += 1) {
      await desk.page.evaluate(() => window.scrollTo(0, document.body.scrollHeight))
      await desk.page.waitForTimeout(100)
    }
    await desk.sees('共 3,000 条')
    const lists = cursors.filter((url) => !url.includes('state=open'))
    assert.equal(lists.length, MANY / PAGE)
    assert.equal(new Set(lists).size, lists.length)
    const drawn = await desk.page.locator('#page tbody tr').count()
    assert.ok(drawn < 600, `${drawn} rows`)
    await desk.page.unroute(SHIFTS)
  })

  it('names a shift that was left open since an earlier day, wherever it stands in the list', async () => {
    await desk.page.route(SHIFTS, (route) => {
      const isOpen = route.request().url().includes('state=open')
      return answer(route, { items: isOpen ? [{ ...line(7), closed_at: null, closed_by: null, z_report: null }] : [], next_cursor: null })
    })
    await desk.goto('/office/shifts')
    await desk.sees('有 1 个班次从昨天或更早开到现在')
    await desk.press('看看是哪些')
    await desk.page.getByRole('row', { name: /第 7 班/ }).getByText(/11月20日.*起未交班/).waitFor()
    await desk.page.unroute(SHIFTS)
  })

  it('waits for a slow server in sight, and shows what came', async () => {
    let release = () => undefined
    const held = new Promise((resolve) => (release = resolve))
    await desk.page.route(SHIFTS, async (route) => {
      await held
      return route.continue()
    })
    await desk.goto('/office/shifts')
    await desk.page.getByRole('status').getByText('正在读取…').waitFor()
    release()
    await desk.page.getByRole('row', { name: /第 1 班/ }).waitFor()
    await desk.page.unroute(SHIFTS)
  })
})

function answer(route, body) {
  return route.fulfill({ contentType: 'application/json', body: JSON.stringify(body) })
}

/** The cells of a table as they are read. */
function cells(table) {
  return table.trim().split(/\s*[\t\n]\s*/)
}
