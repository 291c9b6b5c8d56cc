// What a person has to decide at the counter: a card that is refused, a sale that the server did not take, a void that
// comes late. Every decision is two touches or a few keys away, and the books say who made it.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Canteen } from './canteen.mjs'
import { PASSWORD, PIN } from './furnish.mjs'
import { today } from './program.mjs'

const SERVED = '王秀英'
const LOST = '张德福'

let canteen
before(async () => {
  canteen = await Canteen.open({ clock: '11:30' })
})
after(() => canteen?.close())

const daySheet = (date = today()) => canteen.admin.get(`/days/${date}`)
const block = (name) => canteen.admin.post(`/cards/${canteen.cards.get(name).id}/block`, { reason: '说卡丢了' })

describe('a refusal', () => {
  let till
  before(async () => {
    till = await canteen.openTill('一号窗口', { touch: true })
    await till.scan(canteen.token(SERVED))
    await till.stage('yes')
    await till.tap('现金收款')
    await till.stage('done')
    await till.stage('idle')
    await block(LOST)
  })
  after(() => till.close())

  const cases = [
    ['of somebody who has eaten', () => canteen.token(SERVED), /已就餐[\s\S]*11:3\d 在 一号窗口/],
    ['of a card that was reported lost', () => canteen.token(LOST), /卡已挂失/],
    ['of a card that nobody issued', () => cardOfNobody(), /不认识这张卡/],
  ]
  for (const [whose, token, said] of cases) {
    it(`${whose} is a meal all the same, in two touches, for the office to look at`, async () => {
      const before = await daySheet()
      await till.scan(token())
      assert.match(await till.stage('no'), said)
      await till.tap('按待核出餐')
      assert.match(await till.stage('pending'), /15\.00/)
      await till.tap('现金收款')
      await till.stage('done')
      const after = await daySheet()
      assert.equal(after.pending.length, before.pending.length + 1)
      assert.equal(after.total.subsidy, before.total.subsidy)
    })
  }
})

describe('a sale that the server did not take', () => {
  it('is pending by itself at what was taken for it, when the meal was handed out meanwhile', async () => {
    const till = await canteen.openTill('二号窗口', { touch: true })
    await till.page.route('**/api/v1/sales', (route) => route.abort())
    await till.scan(canteen.token('欧阳秀兰'))
    await till.stage('yes')
    await till.tap('现金收款')
    await till.stage('kept')
    await eatElsewhere('三号窗口', '欧阳秀兰')
    await till.page.unroute('**/api/v1/sales')
    await till.page.locator('.last .sale').first().waitFor({ timeout: 30_000 })
    const { last, received } = await till.today()
    assert.deepEqual(last.map(({ state, code, pays, tender }) => [state, code, pays, tender]), [['pending', 'already_served', '9.90', 'cash']])
    assert.equal(received.find(({ tender }) => tender === 'cash').amount, '9.90')
    assert.deepEqual(await till.kept(), [])
    assert.equal(await till.page.getByText('没有记上').count(), 0)
    await till.close()
  })

  it('waits for the cashier when the page died before it said that the sale is kept', async () => {
    const till = await canteen.openTill('六号窗口', { touch: true })
    const again = await dieWhileSelling(till, '田桂英', () => eatElsewhere('七号窗口', '田桂英'))
    const later = await dieWhileSelling(again, '周一平', () => block('周一平'))
    await later.page.goto(canteen.url)
    await later.page.getByText('2 笔没有记上，请处理').waitFor({ timeout: 30_000 })
    await later.page.getByRole('button', { name: '处理' }).click()
    const sheet = later.page.getByRole('dialog', { name: '没有记上的就餐' })
    assert.match(await sheet.getByRole('listitem').last().innerText(), /挂失/)
    await sheet.getByRole('listitem').first().getByRole('button', { name: '已出餐，记为待核' }).click()
    await sheet.getByRole('listitem').nth(1).waitFor({ state: 'detached' })
    // Once only arms the button.
    const remove = sheet.getByRole('button', { name: '没有出餐，去掉' })
    await remove.click()
    assert.equal((await later.kept()).length, 1)
    await remove.click()
    await sheet.waitFor({ state: 'detached' })
    assert.deepEqual(await later.kept(), [])
    assert.deepEqual((await later.today()).last.map(({ state, pays }) => [state, pays]), [['pending', '9.90']])
    await later.close()
  })
})

describe('after fifteen minutes', () => {
  it('a void needs a second person, who signs with a reason', async () => {
    const till = await canteen.openTill('四号窗口')
    await till.scan(canteen.token('陈小明'))
    await till.stage('yes')
    await till.confirm()
    await till.stage('done')
    await restartAt('11:50')
    await till.page.reload()
    await till.stage('idle')
    const row = till.page.locator('.last .sale').first()
    await row.waitFor()
    await till.press('v')
    const sheet = till.page.getByRole('dialog')
    await sheet.getByText('已超过 15 分钟，需要另一个人登录并写明原因。').waitFor()
    await till.fill('孩子没有来', 'admin', 'not the password')
    await sheet.getByRole('alert').filter({ hasText: /\S/ }).waitFor()
    assert.equal((await till.today()).last[0].state, 'claimable')
    await sheet.getByLabel('密码').focus()
    await till.fill(PASSWORD)
    await sheet.waitFor({ state: 'detached' })
    await row.getByText('已冲红').waitFor()
    const [undone] = (await daySheet()).voids
    assert.deepEqual([undone.reason, undone.staff, undone.approver, undone.pays], ['孩子没有来', '李收银', '管理员', '9.90'])
    await till.scan(canteen.token('陈小明'))
    await till.stage('yes')
    await till.close()
  })

  it('and a sale of yesterday that comes home today is a meal of yesterday', async () => {
    const till = await canteen.openTill('五号窗口')
    const date = (await till.today()).service_date
    const name = '阿卜杜热合曼·买买提吐尔逊江·阿布都热西提·艾克拜尔'
    await till.scan(canteen.token(name))
    await till.stage('yes')
    await till.page.route('**/api/v1/sales', (route) => route.abort())
    await till.confirm()
    await till.stage('kept')
    await till.page.close()
    await restartAt('10:00', { daysLater: 1 })
    await canteen.admin.post('/session', { login: 'admin', password: PASSWORD })
    const morning = await till.another()
    await morning.page.goto(canteen.url)
    await morning.enterPin(PIN)
    await until(async () => (await morning.kept()).length === 0)
    const { counters, last } = await morning.today()
    assert.deepEqual([counters.served, last], [0, []])
    assert.equal((await daySheet(date)).by_lane.some(({ name: lane }) => lane === '五号窗口'), true)
    await morning.close()
  })
})

/** The resident has the same meal at another lane. */
async function eatElsewhere(lane, name) {
  const other = await canteen.openTill(lane)
  await other.scan(canteen.token(name))
  await other.stage('yes')
  await other.confirm()
  await other.stage('done')
  await other.close()
}

/** Something happens between the verdict and the Enter, and the page goes away before the answer; gives the device's next page. */
async function dieWhileSelling(till, name, happens) {
  await till.page.route('**/api/v1/sales', () => undefined)
  if (till.page.url() === 'about:blank') await till.page.goto(canteen.url)
  await till.stage('idle')
  await till.scan(canteen.token(name))
  await till.stage('yes')
  const before = (await till.kept()).length
  await happens()
  // However slow this machine is, the page dies before its patience ends and it says that the sale is kept.
  await till.page.evaluate(() => (window.setTimeout = () => 0))
  await till.confirm()
  await until(async () => (await till.kept()).length > before)
  await till.page.close()
  return till.another()
}

/** Waits until something holds, half a minute at most. */
async function until(holds) {
  const latest = Date.now() + 30_000
  while (!(await holds())) {
    assert.ok(Date.now() < latest, 'it never held')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** The server goes away and comes back at another hour. */
async function restartAt(hour, when) {
  await canteen.program.kill()
  canteen.program.setClock(hour, when)
  await canteen.program.startAgain()
}

/** A card with right check digits (ISO 7064 MOD 97-10) that was never issued. */
function cardOfNobody() {
  const digits = `1${'7'.repeat(37)}`
  return digits + String(98n - (BigInt(`${digits}00`) % 97n)).padStart(2, '0')
}
