// A policy's way to the wall: proposed by one person, approved by another, made public, printed; and the question why a meal cost what it
// cost. The judge asks the server as another client than the pages, and reads the paper.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Canteen } from './canteen.mjs'
import { newId } from './client.mjs'
import { Counter } from './counter.mjs'
import { Desk } from './desk.mjs'
import { PASSWORD } from './furnish.mjs'
import { faultsOf, OFFICE } from './layout.mjs'
import { Paper, WHOLE } from './paper.mjs'

const SCREENS = [{ width: 1280, height: 800 }, { width: 390, height: 844 }]
const PARTS = ['prices', 'proposals', 'rehearsal', 'why', 'differences', 'birthdays', 'holidays']

describe('another policy', () => {
  let canteen
  let proposer
  let approver
  let text

  before(async () => {
    canteen = await Canteen.open({ clock: '11:30' })
    const lane = await Counter.open(canteen.url, canteen.admin, '一号窗口')
    await lane.sell({ token: canteen.token('王秀英'), tender: 'cash' })
    text = (await canteen.admin.get('/policy')).text.replace(/version = "[^"]*"/, 'version = "cheaper"').replace('"9.90" ', '"8.80" ').replace('"5.10"', '"6.20"')
    await canteen.admin.post('/staff', { id: newId(), login: 'second', name: '复核', role: 'checker', password: PASSWORD })
    proposer = await Desk.open(canteen.browser, canteen.url)
    await proposer.signIn()
    approver = await Desk.open(canteen.browser, canteen.url)
    await approver.signIn('second')
  })
  after(async () => {
    for (const desk of [proposer, approver]) desk?.witness.judge(canteen.url)
    await canteen?.close()
  })

  it('is proposed by one person, who cannot approve it', async () => {
    await proposer.goto('/office/policy/proposals')
    await proposer.press('提出新政策')
    await proposer.page.locator('textarea').fill(text)
    await proposer.press('检查')
    await proposer.sees('→ 自付 8.80 元')
    await proposer.press('提交，由另一人批准')
    await proposer.sees('这是您自己提出的，要由另一个人批准。')
    assert.equal(await proposer.page.getByRole('button', { name: '批准', exact: true }).count(), 0)
    assert.notEqual((await canteen.admin.get('/policy')).version, 'cheaper')
  })

  it('is approved by another, and counts', async () => {
    await approver.goto('/office/policy/proposals')
    await approver.sees('→ 自付 8.80 元')
    await approver.page.locator('article').getByRole('button', { name: '批准', exact: true }).click()
    await approver.press('批准', approver.dialog)
    await approver.sees('没有等待批准的政策。')
    assert.equal((await canteen.admin.get('/policy')).version, 'cheaper')
    const [{ proposer: by, approver: agreed }] = (await canteen.admin.get('/policies/proposals')).items
    assert.deepEqual([by, agreed], ['管理员', '复核'])
  })

  it('is made public, with the place and the day', async () => {
    await proposer.goto('/office/policy/prices')
    await proposer.sees('还没有登记公示')
    await proposer.press('登记公示')
    await proposer.page.getByLabel('公示地点').fill('社区公告栏')
    await proposer.press('保存')
    await proposer.page.locator('p.row').filter({ hasText: '社区公告栏' }).waitFor()
    const { id } = await canteen.admin.get('/policy')
    assert.equal((await canteen.admin.get(`/policies/${id}/publications`)).items[0].place, '社区公告栏')
  })

  it('hangs on the wall on one sheet of A4 with every price', async () => {
    await proposer.press('打印价目表')
    await proposer.page.locator('.prices').waitFor()
    const paper = await Paper.of(await proposer.page.pdf({ preferCSSPageSize: true }))
    try {
      assert.equal(paper.sheets.length, 1)
      for (const said of ['七一社区幸福食堂', '收费标准', '老人·60周岁及以上', '儿童·12周岁及以下', '8.80', '5.90', '6.20', '其他人', '15.00', 'cheaper']) {
        assert.ok(paper.text.includes(said), `${said} is missing in ${paper.text}`)
      }
      for (const { left, right, top, bottom, text: word } of await paper.words()) {
        assert.ok(left >= 5 && right <= WHOLE.width - 5 && top >= 5 && bottom <= WHOLE.height - 5, `${word} lies at the edge`)
      }
    } finally {
      await paper.throwAway()
    }
  })

  it('leaves a meal as it was, and says why it cost that and what it would cost now', async () => {
    await proposer.goto('/office/register')
    await proposer.page.getByRole('searchbox').fill('王秀英')
    await proposer.page.locator('#page tbody tr').filter({ hasText: '王*英' }).click()
    await proposer.dialog.getByRole('link', { name: '查一餐为什么是这个价' }).click()
    await proposer.sees('已入账：小票')
    await proposer.sees('答案不同：当时补贴 5.10 元，现在应补 6.20 元。')
    const [then, now] = await proposer.page.locator('.pair > section').allInnerTexts()
    assert.match(then, /自付 9\.90/)
    assert.match(now, /自付 8\.80/)
  })

  it('shows what to pay after, and what a month would have cost', async () => {
    await proposer.goto('/office/policy/differences')
    await proposer.page.locator('tbody tr').filter({ hasText: '+1.10' }).waitFor()
    await proposer.goto('/office/policy/rehearsal')
    await proposer.page.locator('textarea').fill(text.replace('"6.20"', '"7.20"').replace('"8.80" ', '"7.80" '))
    await proposer.press('试算')
    await proposer.page.locator('tr.total').filter({ hasText: '5.10 → 7.20' }).waitFor()
    const [row] = await proposer.page.locator('.people tbody tr').allInnerTexts()
    assert.match(row, /王.*9\.90 → 7\.80.*\+2\.10/s)
  })

  it('records a day that the calendar moves', async () => {
    await canteen.admin.post('/holidays', { notice: '区里通知', days: [{ day: '2030-01-02', kind: 'rest_day' }] })
    await proposer.goto('/office/policy/holidays')
    await proposer.page.locator('p.row').filter({ hasText: '2030-01-02' }).filter({ hasText: '区里通知' }).waitFor()
  })

  it('fits every screen', async () => {
    for (const part of PARTS) {
      for (const screen of SCREENS) {
        await proposer.page.setViewportSize(screen)
        await proposer.goto(`/office/policy/${part}`)
        await proposer.page.locator('#page h1').waitFor()
        await proposer.page.waitForLoadState('networkidle')
        assert.deepEqual(await faultsOf(proposer.page, OFFICE), [], `${part} at ${screen.width}`)
      }
    }
  })
})
