// The books on a desk and on a phone, with nothing in them and with more than anybody has: ten thousand wallets, a statement of
// ten thousand rows, names of thirty characters. Everything can be read and hit, in both languages; a slow server is waited
// for in words, and one that is away is told apart from empty books.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Desk } from './desk.mjs'
import { found } from './furnish.mjs'
import { faultsOf, OFFICE } from './layout.mjs'
import { Program } from './program.mjs'
import { openBrowser } from './till.mjs'

const SCREENS = [{ width: 1280, height: 800 }, { width: 390, height: 844 }]
const LONG = '许昌市魏都区七一路街道办事处社区居家养老服务补贴专项资金账户'
const MANY = 10_000
const AT = '2026-11-23T04:05:00Z'
const LARGE = '9999999.99'

let program
let browser
before(async () => {
  program = await Program.start()
  await found(program)
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await program?.stop()
})

const name = (text) => ({ zh: text, en: text })
const range = (many, make) => Array.from({ length: many }, (_, at) => make(at))

/** The worst books, as the server would tell them. */
const trialOf = (accounts) => ({
  date: '2026-11-23',
  as_of_entry: 1_234_567,
  accounts,
  classes: [...new Set(accounts.map((each) => each.class))].map((kind) => ({
    class: kind,
    name: name(kind === 'receivable' ? '应收补贴' : '餐卡余额'),
    accounts: accounts.filter((each) => each.class === kind).length,
    debit: kind === 'receivable' ? LARGE : '0.00',
    credit: kind === 'receivable' ? '0.00' : LARGE,
    balance: kind === 'receivable' ? LARGE : `-${LARGE}`,
  })),
  total_debit: LARGE,
  total_credit: LARGE,
})
const full = trialOf([
  { account: 'receivable:a', class: 'receivable', name: name(`应收补贴 ${LONG}`), debit: LARGE, credit: '0.00', balance: LARGE },
  { account: 'receivable:b', class: 'receivable', name: name(`应收补贴 ${LONG}`), debit: LARGE, credit: '0.00', balance: LARGE },
  ...range(MANY, (at) => ({ account: `wallet:${at}`, class: 'wallet', name: name(`餐卡余额 阿*·艾* ${at}`), debit: '0.00', credit: '1000.00', balance: '-1000.00' })),
])

/** How many rows a page has here: more than the server's hundred, so that the story is told in time. */
const PAGE = 1000

/** A page of the statement of ten thousand rows. */
function statementPage(address) {
  const first = Number(new URL(address).searchParams.get('cursor') ?? '0')
  const rows = range(PAGE, (at) => ({
    entry_no: first + at + 1,
    at: AT,
    service_date: '2026-11-23',
    kind: at % 2 === 0 ? 'sale' : 'movement',
    text: name(at % 2 === 0 ? '2026-11-23 午餐' : `转存：${LONG}`),
    debit: LARGE,
    credit: '0.00',
    balance: LARGE,
    reference: at % 3 === 0 ? '4200001234202611230000000001' : null,
  }))
  return { ...head(LARGE), rows, next_cursor: first + PAGE < MANY ? String(first + PAGE) : null }
}
const head = (closing) => ({ account: 'receivable:a', class: 'receivable', name: name(`应收补贴 ${LONG}`), from: '2026-11-01', to: '2026-11-23', opening: '0.00', closing })

const advances = range(60, (at) => ({
  funder: `f${at % 2}`,
  name: LONG,
  month: `20${20 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`,
  claimed: LARGE,
  received: at % 5 === 0 ? LARGE : '0.00',
  open: at % 5 === 0 ? '0.00' : LARGE,
  days_waiting: at % 5 === 0 ? 0 : 1800 - at * 30,
}))

const merchant = { id: 'a', tender: 'wechat', file_name: `${LONG}All2026-11-23.csv`, first_at: AT, last_at: AT, lines: MANY, new_lines: 9000, imported_by: LONG, imported_at: AT }
const reconciled = {
  ...merchant,
  matched: { count: MANY, by_reference: 9000, by_amount: 1000 },
  sums: { lines: MANY, lines_amount: LARGE, fees: LARGE, tenders: MANY, tenders_amount: LARGE, difference: `-${LARGE}`, unmatched_lines: MANY, unmatched_tenders: 500 },
  differing: range(3, (at) => ({ line: lineOf(at), tender: tenderOf(at) })),
  unmatched_lines: range(500, lineOf),
  unmatched_tenders: range(500, tenderOf),
}
function lineOf(at) {
  return { line_no: at + 2, reference: `420000123420261123${String(at).padStart(10, '0')}`, at: AT, amount: LARGE }
}
function tenderOf(at) {
  return { entry_no: 1_000_000 + at, kind: at % 4 === 0 ? 'movement' : 'sale', reference: at % 2 === 0 ? null : lineOf(at).reference, at: AT, amount: LARGE }
}

for (const viewport of SCREENS) {
  describe(`at ${viewport.width} x ${viewport.height}`, () => {
    let desk
    before(async () => {
      desk = await Desk.open(browser, program.url, viewport)
      await desk.signIn()
    })
    after(async () => {
      desk.witness.judge(program.url)
      await desk.close()
    })

    /** What the server would say, until the story says otherwise. */
    const answer = (path, say) => desk.page.route(`**/api/v1${path}`, (route) => route.fulfill({ json: typeof say === 'function' ? say(route.request().url()) : say }))
    const forget = () => desk.page.unrouteAll({ behavior: 'wait' })
    const look = async () => assert.deepEqual(await faultsOf(desk.page, OFFICE), [])

    it('empty books say what fills them', async () => {
      for (const [tab, said] of [['trial', '这一天还没有账'], ['statement', '这段时间没有发生额'], ['advances', '没有垫付'], ['merchants', '还没有对过账单'], ['money', '还没有出资方应付的款']]) {
        await desk.goto(`/office/books/${tab}`)
        await desk.sees(said)
        await look()
      }
      await desk.goto('/office/books/statement?account=purse%3A1')
      await desk.sees('没有这个账户')
      await look()
    })

    it('ten thousand wallets are one line until they are asked for', async () => {
      await answer('/books/trial-balance*', full)
      await desk.goto('/office/books/trial')
      await desk.sees('10,000 个账户')
      assert.equal(await desk.page.locator('.trial tbody tr').count(), 4)
      await look()
      await desk.press(/10,000 个账户/)
      await desk.press('显示更多')
      assert.equal(await desk.page.locator('.trial tbody tr').count(), 4 + 400 + 1)
      await look()
      await forget()
    })

    it('a statement of ten thousand rows is read to its end and keeps few of them on the page', async () => {
      await answer('/books/trial-balance*', full)
      await answer('/books/accounts/**', statementPage)
      await desk.goto('/office/books/statement?account=receivable%3Aa')
      await desk.sees('小票 1')
      await look()
      const box = desk.page.getByRole('combobox', { name: '账户' })
      await box.click()
      await box.fill('艾* 9999')
      await desk.page.getByRole('option', { name: '艾* 9999' }).waitFor()
      assert.equal(await desk.page.getByRole('option').count(), 1)
      // The first one takes back what was typed, the second one closes.
      await desk.page.keyboard.press('Escape')
      await desk.page.keyboard.press('Escape')
      await desk.page.getByRole('option').first().waitFor({ state: 'hidden' })
      await readToTheEnd()
      assert.ok((await desk.page.locator('.desk-rows tbody tr').count()) < 1500)
      await look()
      await forget()
    })

    it('advances of years and long names are told apart by their month', async () => {
      await answer('/books/advances', { items: advances, open: LARGE })
      await desk.goto('/office/books/advances')
      await desk.sees('未收合计')
      const first = desk.page.locator('.desk-rows tbody tr').first()
      assert.match(await first.innerText(), /2020年2月/)
      await look()
      await forget()
    })

    it('the forms hold long words and say under each field what is wrong', async () => {
      await answer('/books/advances', { items: advances, open: LARGE })
      await answer('/books/accounts/**', { ...head(`-${LARGE}`), rows: [], next_cursor: null })
      await desk.goto('/office/books/money?funder=f1&month=2020-02')
      await desk.sees('账上现在：贷 9,999,999.99')
      await desk.press('填入未收金额')
      await desk.page.getByLabel('转出金额（元）').fill('1.234')
      await desk.sees('最多两位小数')
      await look()
      await forget()
    })

    it('a merchant statement that ties nowhere can be read to its last line', async () => {
      await answer('/books/statements', { items: range(50, (at) => ({ ...merchant, id: String(at) })), next_cursor: null })
      await answer('/books/statements/*', reconciled)
      await desk.goto('/office/books/merchants')
      await desk.page.getByRole('row', { name: new RegExp(LONG) }).first().waitFor()
      await look()
      await desk.page.getByRole('row', { name: new RegExp(LONG) }).first().click()
      await desk.sees('有 10,503 笔对不上')
      await desk.sees('只列出前 500 笔，共 10,000 笔。')
      await look()
      await forget()
    })

    it('a slow server is waited for in words, and what nobody waits for any more is given up', async () => {
      const held = []
      await desk.page.route('**/books/trial-balance*', (route) => void held.push(route))
      await desk.goto('/office/books/trial')
      await desk.page.getByRole('status').filter({ hasText: '正在读取' }).waitFor()
      const givenUp = desk.page.waitForEvent('requestfailed')
      await desk.press('前一天')
      assert.equal((await givenUp).url(), held[0].request().url())
      await held[0].abort()
      assert.equal(await desk.page.locator('.trial').count(), 0)
      while (held.length < 2) await desk.page.waitForEvent('request', (request) => request.url().includes('trial-balance'))
      await held[1].fulfill({ json: { ...full, as_of_entry: 2 } })
      await desk.sees('第 2 号分录')
      await forget()
    })

    it('a server that is away is no empty book, and is there again by one press', async () => {
      await desk.goto('/office/books/advances')
      await desk.sees('没有垫付')
      await desk.page.context().setOffline(true)
      await desk.press('刷新')
      await desk.sees('连不上服务器')
      assert.equal(await desk.page.getByText('没有垫付').count(), 0)
      await look()
      await desk.page.context().setOffline(false)
      await desk.press('再试一次')
      await desk.sees('没有垫付')
    })

    async function readToTheEnd() {
      const end = desk.page.getByText('共 10,000 条')
      while ((await end.count()) === 0) {
        const before = await desk.page.locator('.so-far').innerText()
        await desk.page.locator('.so-far').scrollIntoViewIfNeeded()
        await desk.page.waitForFunction((seen) => document.querySelector('.so-far').innerText !== seen, before)
      }
    }
  })
}

it('the menu of the office fits a desk, and on a low one the way out stays in sight', async () => {
  const desk = await Desk.open(browser, program.url, SCREENS[0])
  await desk.signIn()
  for (const [height, fits] of [[800, true], [500, false]]) {
    await desk.page.setViewportSize({ width: 1280, height })
    const way = await desk.page.getByRole('button', { name: '退出' }).boundingBox()
    assert.ok(way.y + way.height <= height, `the way out ends at ${way.y + way.height} of ${height}`)
    const menu = await desk.page.locator('.side nav').evaluate((nav) => ({ seen: nav.clientHeight, whole: nav.scrollHeight }))
    assert.equal(menu.seen >= menu.whole, fits, JSON.stringify(menu))
  }
  desk.witness.judge(program.url)
  await desk.close()
})
