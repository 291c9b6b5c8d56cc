// The books at the desk of a finance clerk: after a day at the counter the trial balance shows what the story itself has
// added up; a deposit and a funder's payment change it to the fen; a merchant statement ties but for one line on each side.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Canteen } from './canteen.mjs'
import { newId } from './client.mjs'
import { Counter } from './counter.mjs'
import { Desk } from './desk.mjs'
import { PASSWORD } from './furnish.mjs'
import { today } from './program.mjs'

const [MEAL, PRICE, SHARE] = [1500, 990, 510]
const FUNDER = '示例出资方（请替换）'
const THEIRS = { known: '4200000000000001', unknown: '4200000000000009' }

/** What stands on each account, in whole fen, debits positive: the story's own books, never read from the server. */
const books = new Map()
/** An entry of the story: each account with what it gets. */
function booked(lines) {
  assert.equal(Object.values(lines).reduce((sum, fen) => sum + fen, 0), 0)
  for (const [account, fen] of Object.entries(lines)) books.set(account, (books.get(account) ?? 0) + fen)
}

let canteen
let desk
before(async () => {
  canteen = await Canteen.open()
  await aDayAtTheCounter()
  for (const [login, role] of [['zhao', 'finance'], ['sun', 'auditor']]) {
    await canteen.admin.post('/staff', { id: newId(), login, name: login, role, password: `${PASSWORD} ${login}` })
  }
  desk = await Desk.open(canteen.browser, canteen.url)
  await desk.signIn('zhao', `${PASSWORD} zhao`)
})
after(async () => {
  desk?.witness.judge(canteen.url)
  await canteen?.close()
})

describe('the trial balance', () => {
  it('shows what the story has added up, account by account, and says that it is even', async () => {
    await desk.walk('账簿')
    await desk.sees('借贷平衡')
    assert.deepEqual(await trialOnScreen(), added())
    assert.equal(books.has('第 1 班'), true)
    assert.equal(books.get('第 1 班'), 0, 'a closed drawer is empty')
  })

  it('of the day before is empty, and every account leads to its statement', async () => {
    await desk.press('前一天')
    await desk.sees('这一天还没有账')
    await desk.press('后一天')
    await desk.page.getByRole('link', { name: FUNDER }).click()
    await desk.page.getByRole('heading', { name: `应收补贴 ${FUNDER}`, level: 1 }).waitFor()
    await desk.sees(`借 ${yuan(books.get(FUNDER))}`)
    assert.equal(await rowsOnScreen().count(), 3)
  })

  it('says loudly when both sides are not equal', async () => {
    await desk.page.route('**/books/trial-balance*', async (route) => {
      const answer = await route.fetch()
      const trial = await answer.json()
      await route.fulfill({ response: answer, json: { ...trial, total_credit: '0.01' } })
    })
    await tab('试算平衡')
    await desk.page.getByRole('alert').filter({ hasText: '借贷不平' }).waitFor()
    assert.equal(await desk.page.getByText('借贷平衡').count(), 0)
    await desk.page.unroute('**/books/trial-balance*')
  })
})

describe('a statement', () => {
  it('is found by a shift’s number, and ends at an empty drawer', async () => {
    await tab('明细账')
    await chooseAccount('第 1 班', '窗口现金 第 1 班')
    await desk.page.getByRole('heading', { name: '窗口现金 第 1 班', level: 1 }).waitFor()
    await desk.sees('第 1 班结班交款')
    assert.match(await desk.page.locator('dl.pair').innerText(), /期初余额[\s\S]*平 0\.00[\s\S]*期末余额[\s\S]*平 0\.00/)
  })

  it('leads from a receipt to the sheet of its day', async () => {
    await desk.page.getByRole('link', { name: /^小票 \d+$/ }).first().click()
    await desk.page.waitForURL(`**/office/today?day=${today()}`)
    await desk.sees('份餐')
    await desk.page.goBack()
  })
})

describe('money that moves', () => {
  it('is asked about once more, and one hasty double click books it once', async () => {
    await tab('转存与收款')
    await desk.page.getByRole('radio', { name: '现金存银行' }).click()
    await field('转出金额（元）').fill('１５０')
    await field('用途').fill('日结现金存行')
    await desk.press('核对并记账', panel('转存与缴款'))
    assert.match(await desk.dialog.innerText(), /转出\s*保险柜现金\s*转入\s*银行存款\s*金额\s*¥150\.00/)
    await desk.dialog.getByRole('button', { name: '确认记账' }).dblclick()
    await desk.sees(/已入账，第 \d+ 号分录/)
    booked({ 银行存款: 15_000, 保险柜现金: -15_000 })
    await desk.page.getByRole('link', { name: '看银行存款明细账' }).click()
    await desk.sees('转存：日结现金存行')
    assert.equal(await rowsOnScreen().count(), 1)
    await expectTrial()
  })

  it('is booked once when its answer was lost and it is sent again; a fee stays on the way', async () => {
    await tab('转存与收款')
    await desk.page.getByRole('radio', { name: '微信到账' }).click()
    await field('转出金额（元）').fill('9.90')
    await field('其中手续费（元，可不填）').fill('0.06')
    await desk.sees('到账 9.84 元')
    await field('用途').fill('微信结算')
    await desk.press('核对并记账', panel('转存与缴款'))
    await desk.page.route('**/books/transfers', async (route) => {
      await route.fetch()
      await route.abort()
    }, { times: 1 })
    await desk.press('确认记账', desk.dialog)
    await desk.dialog.getByText('连不上服务器').waitFor()
    await desk.press('确认记账', desk.dialog)
    await desk.sees(/已入账，第 \d+ 号分录/)
    booked({ 银行存款: 984, 手续费: 6, 微信: -990 })
    await expectTrial()
  })

  it('is refused at the field that is wrong, in the server’s words', async () => {
    await tab('转存与收款')
    await desk.page.getByRole('radio', { name: '现金存银行' }).click()
    await field('转出金额（元）').fill('一百')
    await panel('转存与缴款').getByText('请写成 1234.50 这样').waitFor()
    await field('转出金额（元）').fill('0')
    await field('用途').fill('试试')
    await desk.press('核对并记账', panel('转存与缴款'))
    await desk.press('确认记账', desk.dialog)
    await panel('转存与缴款').getByText('金额要大于 0。').waitFor()
    assert.equal(await field('转出金额（元）').getAttribute('aria-invalid'), 'true')
    await expectTrial()
  })
})

describe('a funder', () => {
  it('is recorded from the advances, never for more than is open', async () => {
    const open = books.get(FUNDER)
    await tab('垫付')
    await desk.page.getByRole('row', { name: new RegExp(`${FUNDER.replace(/[（）]/g, '.')}.*${yuan(open)}`) }).waitFor()
    await desk.sees(`¥${yuan(open)}`)
    await desk.page.getByRole('link', { name: '记收款' }).click()
    await desk.sees(`这个月还有 ${yuan(open)} 元没有收到。`)
    await field('收到金额（元）').fill(yuan(open + 1))
    await desk.press('核对并记账', panel('收到资助款'))
    await desk.press('确认记账', desk.dialog)
    await panel('收到资助款').getByText(`该出资方这个月只欠 ${yuan(open)} 元，请核对月份和金额。`).waitFor()
    assert.equal(await field('收到金额（元）').getAttribute('aria-invalid'), 'true')
    await expectTrial()
  })

  it('pays a part, and the books and the advances say so to the fen', async () => {
    await tab('垫付')
    await desk.page.getByRole('link', { name: '记收款' }).click()
    await field('收到金额（元）').fill('10')
    await field('交易号或回单号（可不填）', '收到资助款').fill('HD20261123')
    await desk.press('核对并记账', panel('收到资助款'))
    await desk.press('确认记账', desk.dialog)
    await desk.sees(/已入账，第 \d+ 号分录/)
    booked({ 银行存款: 1000, [FUNDER]: -1000 })
    await desk.page.getByRole('link', { name: `看${FUNDER}明细账` }).click()
    await desk.sees('收到补贴款')
    await desk.sees('交易号 HD20261123')
    await expectTrial()
    await tab('垫付')
    await desk.sees(`¥${yuan(books.get(FUNDER))}`)
  })
})

describe('a merchant statement', () => {
  it('that is none is refused with a sentence', async () => {
    await tab('商户对账')
    await desk.sees('还没有对过账单')
    await dropBill('姓名,电话\n王秀英,1\n')
    await desk.sees('没有找到表头')
  })

  it('ties but for one line on each side', async () => {
    await dropBill(tradeBill([[THEIRS.known, '9.90'], [THEIRS.unknown, '8.88']]))
    await desk.sees('有 2 笔对不上')
    assert.match(await panel('只在账单上').innerText(), new RegExp(`只在账单上 1[\\s\\S]*${THEIRS.unknown}[\\s\\S]*8\\.88`))
    assert.match(await panel('只在窗口').innerText(), /只在窗口 1[\s\S]*小票 \d+[\s\S]*没有记交易号[\s\S]*15\.00/)
    assert.match(await panel('两边合计').innerText(), /对上 1 [\s\S]*账单\s*2\s*18\.78\s*1\s*窗口\s*2\s*24\.90\s*1\s*相差\s*-6\.12/)
    await desk.press('所有账单')
    await desk.page.getByRole('row', { name: /商户账单\.csv/ }).waitFor()
  })
})

describe('who keeps no books', () => {
  it('reads them all and is offered nothing to book', async () => {
    const other = await Desk.open(canteen.browser, canteen.url)
    await other.signIn('sun', `${PASSWORD} sun`)
    await other.walk('账簿')
    await other.sees('借贷平衡')
    const tabs = await other.page.getByRole('navigation', { name: '账簿' }).getByRole('link').allInnerTexts()
    assert.deepEqual(tabs, ['试算平衡', '明细账', '垫付', '商户对账'])
    await other.goto('/office/books/money')
    await other.sees('这一页不在您的岗位范围内')
    await other.goto('/office/books/merchants')
    await other.page.getByRole('row', { name: /商户账单\.csv/ }).waitFor()
    assert.equal(await other.page.locator('input[type=file]').count(), 0)
    await other.goto('/office/books/advances')
    await other.sees('未收合计')
    assert.equal(await other.page.getByRole('link', { name: '记收款' }).count(), 0)
    other.witness.judge(canteen.url)
    await other.close()
  })
})

/** A shift with a float, four meals, a top-up; the drawer is ten fen short when it is closed. */
async function aDayAtTheCounter() {
  const counter = await Counter.open(canteen.url, canteen.admin, '一号窗口')
  await counter.openShift('200.00')
  booked({ '第 1 班': 20_000, 保险柜现金: -20_000 })
  await counter.sell({ token: canteen.token('王秀英'), tender: 'cash' })
  booked({ '第 1 班': PRICE, [FUNDER]: SHARE, 餐费收入: -MEAL })
  await counter.sell({ token: canteen.token('张德福'), tender: 'wechat', tender_reference: THEIRS.known })
  booked({ 微信: PRICE, [FUNDER]: SHARE, 餐费收入: -MEAL })
  await counter.sell({ guest: true, tender: 'wechat' })
  booked({ 微信: MEAL, 餐费收入: -MEAL })
  await counter.topUp({ token: canteen.token('田桂英'), amount: '50.00', tender: 'cash' })
  booked({ '第 1 班': 5000, '田*英': -5000 })
  await counter.sell({ token: canteen.token('田桂英'), tender: 'wallet' })
  booked({ '田*英': PRICE, [FUNDER]: SHARE, 餐费收入: -MEAL })
  const counted = 25_980
  await counter.closeShift({ cash: pieces({ '100.00': 2, '50.00': 1, '5.00': 1, '1.00': 4, '0.50': 1, '0.10': 3 }), wechat: '24.90' }, '找零找错')
  booked({ 保险柜现金: counted, 长短款: 10, '第 1 班': -counted - 10 })
}

const pieces = (drawer) => Object.entries(drawer).map(([value, count]) => ({ value, count }))

/** What the story has added up, as the page should show it. */
function added() {
  const shown = [...books].filter(([, fen]) => fen !== 0).map(([name, fen]) => [name, fen > 0 ? yuan(fen) : '', fen < 0 ? yuan(-fen) : ''])
  const sum = yuan([...books.values()].filter((fen) => fen > 0).reduce((total, fen) => total + fen, 0))
  return { accounts: shown.sort(), total: [sum, sum] }
}

/** The accounts of the trial balance on the screen with their two columns, and its totals. */
async function trialOnScreen() {
  const rows = await desk.page.locator('.trial tbody tr').evaluateAll((all) =>
    all.filter((row) => row.querySelector('a')).map((row) => [...row.children].map((cell) => cell.innerText.trim())),
  )
  const total = await desk.page.locator('.trial tfoot td').allInnerTexts()
  return { accounts: rows.sort(), total }
}

async function expectTrial() {
  await tab('试算平衡')
  await desk.sees('借贷平衡')
  assert.deepEqual(await trialOnScreen(), added())
}

async function tab(name) {
  await desk.page.getByRole('navigation', { name: '账簿' }).getByRole('link', { name, exact: true }).click()
  await desk.page.locator('#page h1').waitFor()
}

async function chooseAccount(typed, name) {
  const box = desk.page.getByRole('combobox', { name: '账户' })
  await box.click()
  await box.fill(typed)
  await desk.page.getByRole('option', { name }).click()
}

const panel = (title) => desk.page.locator('section.desk-panel').filter({ has: desk.page.getByRole('heading', { name: title }) })
const field = (label, within = null) => (within === null ? desk.page : panel(within)).getByLabel(label, { exact: true })
const rowsOnScreen = () => desk.page.locator('.desk-rows tbody tr')

async function dropBill(text) {
  await desk.page.locator('input[type=file]').setInputFiles({ name: '商户账单.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
}

/** A trade bill of WeChat Pay with these payments of now. */
function tradeBill(payments) {
  const now = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
  const rows = payments.map(([number, amount]) => `\`${now},\`${number},\`A${number},\`SUCCESS,\`0.06,\`${amount}`)
  return ['交易时间,微信订单号,商户订单号,交易状态,手续费,订单金额', ...rows, '总交易单数,订单总金额', '`2,`18.78', ''].join('\n')
}

function yuan(fen) {
  return `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`
}
