// A month on its way to the claim: what blocks it is settled with a reason, one person proposes, another approves what was shown and
// nothing else. The judge asks the server as another client than the pages.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { Canteen } from './canteen.mjs'
import { newId } from './client.mjs'
import { Counter } from './counter.mjs'
import { Desk } from './desk.mjs'
import { PASSWORD } from './furnish.mjs'
import { faultsOf, OFFICE } from './layout.mjs'
import { Paper } from './paper.mjs'
import { today } from './program.mjs'

const SCREENS = [{ width: 1280, height: 800 }, { width: 390, height: 844 }]
const PARTS = ['summary', 'board', 'exceptions', 'close', 'corrections']
const LONG_NAME = '阿卜杜热合曼·买买提吐尔逊江·阿布都热西提·艾克拜尔'

describe('a month', () => {
  let canteen
  let finance
  let checker
  let month
  let sold
  let served

  before(async () => {
    canteen = await Canteen.open({ clock: '11:30' })
    served = today()
    month = served.slice(0, 7)
    const { admin } = canteen
    const { id } = await admin.get('/policy')
    await admin.post(`/policies/${id}/publications`, { id: newId(), published_on: `${Number(month.slice(0, 4)) - 1}-12-01`, place: '社区公告栏' })
    for (const [role, name] of [['finance', '赵财务'], ['checker', '钱复核']]) {
      await admin.post('/staff', { id: newId(), login: role, name, role, password: PASSWORD })
    }
    const lane = await Counter.open(canteen.url, admin, '一号窗口')
    for (const name of ['王秀英', LONG_NAME]) sold = await lane.sell({ token: canteen.token(name), tender: 'cash' })
    await lane.sell({ token: canteen.token(LONG_NAME), tender: 'cash', serve_as: 'pending' })
    finance = await Desk.open(canteen.browser, canteen.url)
    await finance.signIn('finance')
    await finance.goto('/office/month/board')
    await finance.sees('本月进行中')
    await lane.closeShift({ cash: [{ value: '0.10', count: 1 }] }, '已核对')
    await monthIsOver()
    await finance.signIn('finance')
    checker = await Desk.open(canteen.browser, canteen.url)
    await checker.signIn('checker')
  })
  after(async () => {
    for (const desk of [finance, checker]) desk?.witness.judge(canteen.url)
    await canteen?.close()
  })

  it('says in red what blocks it and who must act', async () => {
    await finance.goto(`/office/month/board?month=${month}`)
    await finance.sees('还不能月结')
    const step = finance.page.locator('li.block')
    assert.match(await step.innerText(), /1 条异常要更正[^]*可以处理：管理员、财务、复核/)
    await finance.goto(`/office/month/close?month=${month}`)
    await finance.sees('先处理这些，才能月结')
    assert.equal(await finance.page.getByRole('button', { name: '提出月结' }).count(), 0)
  })

  it('keeps an exception until a second person says why it stands', async () => {
    await finance.goto(`/office/month/board?month=${month}`)
    await finance.page.locator('li.block').getByRole('link', { name: '去处理' }).click()
    await finance.page.locator('tbody tr').getByRole('button', { name: '处理' }).click()
    await finance.dialog.getByText('阿*·买*·阿*·艾*').first().waitFor()
    await fits(finance, 'the exception')
    await finance.dialog.getByLabel('没有错，为什么').fill('替老伴带一份，已核实')
    await finance.press('写入原因', finance.dialog)
    await finance.sees('都已处理')
    const { items, blocking } = await canteen.admin.get(`/months/${month}/exceptions`)
    assert.deepEqual([items.length, blocking, items[0].settled.name], [1, 0, '赵财务'])
    await finance.page.locator('summary').click()
    await finance.sees('替老伴带一份，已核实')
  })

  it('is proposed with its sums and its fingerprint, and not approved by who proposed it', async () => {
    await finance.goto(`/office/month/close?month=${month}`)
    await finance.press('提出月结')
    await finance.press('提出月结', finance.dialog)
    await finance.sees('这是您自己提出的，要由另一个人批准。')
    assert.equal(await finance.page.getByRole('button', { name: '批准月结' }).count(), 0)
    const { proposals: [{ sha256, sums }] } = await closings()
    const said = (await finance.text()).replaceAll(' ', '')
    assert.ok(said.includes(sha256.slice(0, 12)), said)
    assert.ok(said.includes(sums.shares.example), said)
    // An administrator may approve, but not what they proposed themselves.
    const own = newId()
    await canteen.admin.post(`/months/${month}/closings`, { id: own })
    await assert.rejects(canteen.admin.post(`/months/${month}/closings/${own}/approval`, { sha256 }), /409.*own_proposal/)
  })

  it('is not approved once anything has changed', async () => {
    await finance.goto(`/office/month/close?month=${month}`)
    await finance.press('重新提出月结')
    await finance.press('提出月结', finance.dialog)
    await finance.sees('这是您自己提出的')
    await checker.goto(`/office/month/close?month=${month}`)
    await checker.press('批准月结')
    await undo(sold)
    await settleAll()
    await checker.press('批准月结', checker.dialog)
    await checker.dialog.getByText('请重新提出月结').waitFor()
    assert.equal((await closings()).closing, null)
    await checker.press('取消', checker.dialog)
    // The approver sees what differs.
    await checker.goto(`/office/month/close?month=${month}`)
    await checker.page.locator('section.differ li').filter({ hasText: '3 → 2' }).waitFor()
  })

  it('is closed by the second person, exactly as it was proposed', async () => {
    await finance.goto(`/office/month/close?month=${month}`)
    await finance.press('重新提出月结')
    await finance.press('提出月结', finance.dialog)
    await finance.page.locator('section.differ').getByText('总数没有变化').waitFor()
    await checker.goto(`/office/month/close?month=${month}`)
    const { proposals: [{ sha256 }] } = await closings()
    await checker.press('批准月结')
    assert.ok((await checker.dialog.innerText()).replaceAll(' ', '').includes(sha256.slice(0, 12)))
    await checker.press('批准月结', checker.dialog)
    await checker.sees('赵财务 提出，钱复核 于')
    assert.equal((await closings()).closing.sha256, sha256)
    await finance.goto(`/office/month/board?month=${month}`)
    await finance.sees('这个月不会再变。申报文件在“申报与月结”里。')
    assert.equal(await finance.page.locator('#page li').count(), 0)
  })

  it('gives its claim away as files, and its notice without anybody’s name on paper', async () => {
    await finance.goto(`/office/month/close?month=${month}`)
    const saved = async (button, name) => {
      const [download] = await Promise.all([finance.page.waitForEvent('download'), finance.press(button)])
      assert.equal(download.suggestedFilename(), name)
      return readFile(await download.path())
    }
    const meals = await saved('申报明细 CSV', `claim-${month}.csv`)
    assert.equal(new TextDecoder().decode(meals), await canteen.admin.text(`/months/${month}/claim.csv?lang=zh`))
    const book = await saved('下载申报 Excel', `claim-${month}.xlsx`)
    assert.equal(book.subarray(0, 2).toString(), 'PK')
    await finance.press('打印公示和汇总表')
    await finance.page.getByText('人民币伍元壹角整').first().waitFor()
    const paper = await Paper.of(await finance.page.pdf({ preferCSSPageSize: true, printBackground: true }))
    assert.equal(paper.sheets.length, 2)
    for (const word of ['公示', '人民币伍元壹角整', '24.90', '5.10']) assert.ok(paper.text.includes(word), word)
    for (const name of [LONG_NAME, '阿*', '王*', '王秀英']) assert.ok(!paper.text.includes(name), name)
    await paper.throwAway()
  })

  it('fits every screen', async () => {
    for (const part of PARTS) {
      await finance.goto(`/office/month/${part}?month=${month}`)
      await fits(finance, part)
    }
  })

  const closings = () => canteen.admin.get(`/months/${month}/closings`)

  async function settleAll() {
    const lane = `/months/${month}/exceptions`
    for (const { key, facts, settled } of (await canteen.admin.get(lane)).items) {
      if (settled === null) await canteen.admin.post(`${lane}/${key}/settle`, { id: newId(), facts, reason: '已核实' })
    }
  }

  /** A month later by the server’s clock; everybody signs in again. */
  async function monthIsOver() {
    const next = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 1))
    await canteen.program.kill()
    canteen.program.setClock('09:00', { daysLater: Math.round((next - Date.parse(today())) / 86_400_000) })
    await canteen.program.startAgain()
    await canteen.admin.post('/session', { login: 'admin', password: PASSWORD })
  }

  /** Takes a meal back, a month later: a second person agrees. */
  async function undo({ id }) {
    const lane = await Counter.open(canteen.url, canteen.admin, '二号窗口')
    await lane.void(id, { login: 'checker', password: PASSWORD })
  }

  async function fits(desk, what) {
    for (const screen of SCREENS) {
      await desk.page.setViewportSize(screen)
      await desk.page.waitForLoadState('networkidle')
      assert.deepEqual(await faultsOf(desk.page, OFFICE), [], `${what} at ${screen.width}`)
    }
    await desk.page.setViewportSize(SCREENS[0])
  }
})
