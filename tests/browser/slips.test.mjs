// The month's slips on paper: one sheet of A5 for each diner, in the order of the doors, with the figures of their own receipts.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Canteen } from './canteen.mjs'
import { Counter } from './counter.mjs'
import { Desk } from './desk.mjs'
import { today } from './program.mjs'
import { Paper } from './paper.mjs'

const MONTH = today().slice(0, 7)

describe('the month’s slips, printed', () => {
  let canteen
  let desk
  let paper

  before(async () => {
    canteen = await Canteen.open({ clock: '11:30' })
    const lane = await Counter.open(canteen.url, canteen.admin, '一号窗口')
    await lane.topUp({ token: canteen.token('王秀英'), amount: '20.00', tender: 'cash' })
    await lane.sell({ token: canteen.token('王秀英'), tender: 'wallet' })
    await lane.sell({ token: canteen.token('王秀英'), tender: 'owed', serve_as: 'pending' })
    await lane.sell({ token: canteen.token('欧阳秀兰'), tender: 'wechat' })
    await lane.sell({ guest: true, tender: 'cash' })
    desk = await Desk.open(canteen.browser, canteen.url)
    await desk.signIn()
    await desk.walk('月度')
    await desk.press('打印就餐单')
    await desk.page.locator('.slip').first().waitFor()
    paper = await Paper.of(await desk.page.pdf({ preferCSSPageSize: true }))
  })
  after(async () => {
    desk?.witness.judge(canteen.url)
    await paper?.throwAway()
    await canteen?.close()
  })

  it('take one sheet of A5 for each diner, and say which meals have none', async () => {
    assert.equal(paper.sheets.length, 2)
    for (const { size } of paper.sheets) {
      assert.ok(Math.abs(size.width - 148) < 0.5 && Math.abs(size.height - 210) < 0.5, JSON.stringify(size))
    }
    await desk.sees('2 人，2 页')
    await desk.sees('另有访客和未识别的 1 份餐、餐标 15.00 元')
  })

  it('say who ate how often, who paid what, and what is on the card', async () => {
    const [first, second] = (await paper.texts()).map((text) => text.replaceAll(/\s+/g, ''))
    for (const said of ['王*英', '第一网格向阳花园1号楼', '您就餐2次', '您自付24.90元', '出资方分担5.10元', '午餐2次', '餐卡1次9.90', '欠费（还没付）1次15.00', '餐标合计30.00', '其中1次待核、自付15.00元', '餐卡余额10.10元', '欠费15.00元']) {
      assert.ok(first.includes(said), `${said} is missing in ${first}`)
    }
    for (const said of ['欧阳*兰', '您就餐1次', '微信1次9.90', '出资方分担5.10元']) assert.ok(second.includes(said), `${said} is missing in ${second}`)
    assert.ok(!second.includes('待核'), second)
  })

  it('are printed for one resident too, from the resident’s own file', async () => {
    await desk.goto('/office/register')
    await desk.page.getByRole('searchbox').fill('欧阳秀兰')
    await desk.page.locator('#page tbody tr').filter({ hasText: '欧阳*兰' }).click()
    await desk.dialog.getByRole('link', { name: '打印就餐单' }).click()
    await desk.sees('1 人，1 页')
    assert.equal(await desk.page.locator('.slip').count(), 1)
    await desk.press('上一月')
    await desk.sees('这个月没有就餐单')
    assert.match(desk.page.url(), /resident=.+month=/)
    assert.notEqual(new URL(desk.page.url()).searchParams.get('month'), MONTH)
  })
})
