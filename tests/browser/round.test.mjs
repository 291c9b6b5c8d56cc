// Lunch at the door, from the office to the phone and back: a plan, a round, a QR, a phone that loses its signal on the stairs, and a
// second person who settles what was not scanned.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Canteen } from './canteen.mjs'
import { Client, newId } from './client.mjs'
import { Desk } from './desk.mjs'
import { PASSWORD } from './furnish.mjs'
import { Paper } from './paper.mjs'
import { forgets, knows } from './phone.mjs'
import { today } from './program.mjs'
import { Witness } from './witness.mjs'

const VOLUNTEER = '赵志愿'
/** In the order of the walk: the story gives their building a lift, so it goes from the higher door down. */
const DOORS = ['张德福', '王秀英']

describe('a round', () => {
  let canteen
  let desk
  let phone
  let witness
  let link

  before(async () => {
    canteen = await Canteen.open()
    const { admin } = canteen
    await admin.post('/staff', { id: newId(), login: 'zhao', name: VOLUNTEER, role: 'volunteer', password: PASSWORD })
    await admin.post('/staff', { id: newId(), login: 'office', name: '孙协调', role: 'coordinator', password: PASSWORD })
    for (const name of DOORS) {
      const { items } = await admin.post('/residents/search', { q: name })
      await admin.post('/deliveries/plans', {
        id: newId(), resident_id: items[0].id, meal: 'lunch', weekdays: [1, 2, 3, 4, 5, 6, 7], true_from: today(), diets: ['soft'], pays: 'owed', door_note: '敲响一点',
      })
    }
    desk = await Desk.open(canteen.browser, canteen.url)
    await desk.signIn()
  })
  after(async () => {
    desk?.witness.judge(canteen.url)
    witness?.judge(canteen.url)
    await canteen?.close()
  })

  it('has a sketch of the buildings to begin with, which is dragged and kept', async () => {
    await desk.goto('/office/deliveries/places')
    await desk.press('按小区摆好初稿')
    await desk.press('保存')
    await desk.sees('楼栋位置已保存。')
    const before = (await canteen.admin.get('/deliveries/places')).places
    assert.ok(before.every(({ x_m: x }) => x !== null))
    const house = desk.page.locator('svg .house').first()
    const box = await house.locator('rect').boundingBox()
    await desk.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await desk.page.mouse.down()
    await desk.page.mouse.move(box.x + 90, box.y + 60, { steps: 4 })
    await desk.page.mouse.up()
    await house.press('ArrowRight')
    await desk.page.getByRole('textbox', { name: /向东/ }).last().fill('77')
    await desk.page.getByRole('checkbox').first().check()
    await desk.press('保存')
    await desk.page.getByText('有改动没有保存').waitFor({ state: 'detached' })
    const after = (await canteen.admin.get('/deliveries/places')).places
    assert.notDeepEqual([after[0].x_m, after[0].y_m], [before[0].x_m, before[0].y_m])
    assert.equal(after.at(-1).x_m, 77)
    assert.equal(after[0].lift, true)
  })

  it('lets stops change places by keys and by the mouse, and splits and merges', async () => {
    await desk.goto('/office/deliveries/rounds')
    await desk.press('排路线')
    await desk.sees('排好 1 条路线，共 2 站。')
    const rounds = desk.page.locator('section.round')
    const row = (round, at) => rounds.nth(round).locator('tbody tr').nth(at)
    const stands = (round, at, name) => row(round, at).filter({ hasText: name }).waitFor()
    const handle = (name) => desk.page.getByRole('button', { name: new RegExp(`^第 \\d+ 站 ${name}`) })
    const names = [(await row(0, 0).locator('strong').innerText()), (await row(0, 1).locator('strong').innerText())]
    const [first, second] = names.map((name) => name.replace('*', '\\*'))
    await handle(first).press('ArrowDown')
    await stands(0, 1, names[0])
    await handle(first).press('ArrowUp')
    await stands(0, 0, names[0])
    await row(0, 1).locator('.handle').dragTo(row(0, 0), { targetPosition: { x: 40, y: 4 } })
    await stands(0, 0, names[1])
    await row(0, 1).locator('.handle').dragTo(row(0, 0), { targetPosition: { x: 40, y: 4 } })
    await stands(0, 0, names[0])
    await handle(second).press('Enter')
    await desk.page.getByRole('menuitem', { name: '从这一站起另成一路' }).click()
    await stands(1, 0, names[1])
    await row(1, 0).locator('.handle').dragTo(row(0, 0), { targetPosition: { x: 40, y: 50 } })
    await stands(0, 1, names[1])
    await rounds.nth(1).waitFor({ state: 'detached' })
  })

  it('is given to a volunteer, packed, and opened by a QR', async () => {
    await desk.page.locator('label').filter({ hasText: '志愿者' }).click()
    const given = desk.page.waitForResponse((answer) => answer.url().endsWith('/volunteer'))
    await desk.page.getByRole('option', { name: VOLUNTEER }).click()
    await given
    await isNotPackedYet()
    await desk.press('已打包，可以出发')
    await desk.press('已打包，可以出发', desk.dialog)
    await desk.page.getByRole('button', { name: '结束路线' }).waitFor()
    const made = desk.page.waitForResponse((answer) => answer.url().endsWith('/link'))
    await desk.press('路线二维码')
    link = (await (await made).json()).url
    await desk.page.getByRole('img', { name: '打开这条路线的二维码' }).waitFor()
    await desk.page.keyboard.press('Escape')
    assert.match(link, /\/round#.+/)
  })

  /** Whoever opens the link too early is told so, and not that everything is done. */
  async function isNotPackedYet() {
    const [round] = (await canteen.admin.get(`/deliveries/days/${today()}/rounds?meal=lunch`)).rounds
    const { url } = await canteen.admin.post(`/deliveries/rounds/${round.id}/link`, {})
    const context = await canteen.browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN' })
    const early = await context.newPage()
    await early.goto(url.replace(/^https?:\/\/[^/]+/, canteen.url))
    await early.getByRole('heading', { name: '这一趟还没打包' }).waitFor()
    assert.equal(await early.getByText('都走完了').count(), 0)
    assert.equal(await early.getByRole('button', { name: '结束这一趟' }).count(), 0)
    await context.close()
  }

  it('is on the volunteer’s phone, without a password, and goes on without a signal', async () => {
    const context = await canteen.browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN', hasTouch: true, isMobile: true })
    witness = new Witness(context)
    phone = await context.newPage()
    phone.setDefaultTimeout(30_000)
    await phone.goto(link.replace(/^https?:\/\/[^/]+/, canteen.url))
    await phone.getByRole('heading', { name: DOORS[0] }).waitFor()
    assert.ok(!phone.url().includes('#'), 'the link’s secret stays out of the address')
    await phone.getByText('敲响一点').waitFor()
    await context.setOffline(true)
    await phone.getByRole('button', { name: '没扫码' }).click()
    await phone.getByRole('button', { name: '交到手' }).click()
    await phone.getByRole('button', { name: '好', exact: true }).click()
    await phone.getByRole('heading', { name: DOORS[1] }).waitFor()
    await phone.getByText('待上传 1').waitFor()
    await context.setOffline(false)
    await phone.getByText('已上传').waitFor()
  })

  it('books nothing without proof before another person settles it', async () => {
    const sold = async () => (await canteen.admin.get(`/days/${today()}`)).total.meals
    assert.equal(await sold(), 0)
    await desk.page.reload()
    await desk.sees('无凭证，待核')
    await desk.press('核实')
    await desk.dialog.getByLabel('怎么核实的').fill('电话问过本人')
    await desk.press('送到了', desk.dialog)
    await desk.sees('已核实送到')
    assert.equal(await sold(), 1)
  })

  it('brings the bag back: counted blind, a difference needs a reason, and a Z-report ends it', async () => {
    await desk.press('清点交包')
    await desk.dialog.getByLabel('0.1 元的张数').fill('1')
    await desk.press('交包', desk.dialog)
    await desk.dialog.getByLabel('原因').waitFor()
    await desk.press('重新清点', desk.dialog)
    await desk.dialog.getByLabel('0.1 元的张数').fill('')
    await desk.press('交包', desk.dialog)
    await desk.dialog.getByText('包已交回').waitFor()
    await desk.dialog.getByRole('link', { name: '日结单第 1 号' }).waitFor()
    await desk.press('完成', desk.dialog)
    await desk.page.getByRole('heading', { name: '没有交回的送餐包' }).waitFor({ state: 'detached' })
  })

  it('ends with a search that somebody ends, and the phone forgets every name', async () => {
    await phone.getByRole('button', { name: '没扫码' }).click()
    await phone.getByRole('button', { name: '没人应' }).click()
    await phone.getByText('没人应，继续找').waitFor()
    await phone.getByText('已上传').waitFor()
    await knows(phone, DOORS)
    await desk.page.reload()
    await desk.sees('没人开门 0 分钟')
    await desk.press('结束路线')
    await desk.press('结束路线', desk.dialog)
    await desk.dialog.getByText(/还在找|没有结果|寻找/).first().waitFor()
    await desk.press('取消', desk.dialog)
    await desk.press('找到了')
    await desk.dialog.getByRole('textbox').fill('女儿说昨天住院了')
    await desk.press('结束寻找', desk.dialog)
    await desk.sees('没送到')
    await desk.press('结束路线')
    await desk.press('结束路线', desk.dialog)
    await desk.sees('已结束')
    await phone.reload()
    await forgets(phone, DOORS)
  })

  it('leaves the volunteer a certificate of the hours, on one sheet of A4, whose second print says so', async () => {
    await desk.goto('/office/deliveries/hours')
    await desk.press('开证明')
    await desk.page.getByText('编号：第 0001 号').waitFor()
    await desk.page.getByText(`兹证明 ${VOLUNTEER} 同志`).waitFor()
    const paper = await Paper.of(await desk.page.pdf({ format: 'A4', printBackground: true }))
    assert.equal(paper.sheets.length, 1)
    for (const word of ['志愿服务证明', VOLUNTEER, '1条路线', '1户次']) assert.ok(paper.text.includes(word), word)
    assert.ok(!paper.text.includes('补打'))
    await paper.throwAway()
    await desk.page.reload()
    await desk.page.getByText('补打', { exact: true }).waitFor()
    await desk.press('返回')
    await desk.page.getByRole('button', { name: '第 1 号' }).waitFor()
  })

  it('shows nothing to whoever has no link, and of another day nothing at all', async () => {
    const stranger = new Client(canteen.url)
    await assert.rejects(stranger.get('/round'), /401/)
    await assert.rejects(stranger.post('/round/session', { token: link.split('#')[1] }), /410/)
  })
})
