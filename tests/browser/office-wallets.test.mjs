// The wallets at the office's desk: who has what, who owes, who pays for whom; money given back and taken. The judge asks the server
// as another client than the page, and keeps its own sums.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Canteen } from './canteen.mjs'
import { newId } from './client.mjs'
import { Counter } from './counter.mjs'
import { Desk } from './desk.mjs'
import { adopt, idNumber, PASSWORD } from './furnish.mjs'
import { faultsOf, OFFICE } from './layout.mjs'

const SCREENS = [{ width: 1280, height: 800 }, { width: 390, height: 844 }]
/** As long as names get, without a dot by which the mask would shorten it. */
const LONGEST = '买买提吐尔逊江阿布都热西提艾克拜尔阿卜杜热合曼吐尔逊娜依'
/** A household of its own: a wife, a husband, and somebody with a name as long as names get. */
const HOUSEHOLD = [
  { name: '赵玉兰', birth: '1950-06-06', sex: '女' },
  { name: '钱大有', birth: '1949-04-04', sex: '男' },
  { name: LONGEST, birth: '1951-03-03', sex: '男' },
]
/** So many more wallets that the list has a second page. */
const MANY = 120

let canteen
let desk
let lane
/** Residents by full name. */
const people = new Map()

before(async () => {
  canteen = await Canteen.open({ clock: '11:30' })
  await letPeopleOwe()
  lane = await Counter.open(canteen.url, canteen.admin, '一号窗口')
  await moveIn('共用户.csv', HOUSEHOLD.map((one, at) => ({ ...one, number: 400 + at, room: '909' })))
  desk = await Desk.open(canteen.browser, canteen.url)
  await desk.signIn()
})
after(async () => {
  desk?.witness.judge(canteen.url)
  await canteen?.close()
})

/** The same policy, by which a diner may owe. */
async function letPeopleOwe() {
  const { text } = await canteen.admin.get('/policy')
  const owing = text.replace('# [owing]\n# limit = "30.00"', '[owing]\nlimit = "30.00"').replace(/version = "/, 'version = "owing-')
  await adopt(canteen.admin, owing)
}

async function moveIn(file, rows) {
  const lines = rows.map(({ name, birth, sex, number, room }) => `${name},${idNumber(birth, sex, number)},第一网格,百户小区,8号楼,2单元,${room}`)
  const text = ['姓名,身份证号,网格,小区,楼栋,单元,户室', ...lines, ''].join('\n')
  const seen = await canteen.admin.upload('/imports/dry-run', file, text)
  assert.equal(seen.counts.wrong, 0, JSON.stringify(seen.wrong))
  await canteen.admin.upload(`/imports?difference=${seen.difference}`, file, text)
  for (const { name } of rows) {
    const { items } = await canteen.admin.post('/residents/search', { q: name })
    people.set(name, items[0].id)
  }
}

const topUp = (id, amount) => lane.topUp({ resident_id: id, amount, tender: 'cash' })
const walletOf = (id) => canteen.admin.get(`/wallets/${id}`)
const row = (name) => desk.page.locator('#page').getByRole('row', { name })

/** What does not fit, on a desk and on a phone. */
async function faultsOnEveryScreen() {
  const faults = {}
  for (const screen of SCREENS) {
    await desk.page.setViewportSize(screen)
    // What still moves is measured where it comes to rest.
    await desk.page.evaluate(() => Promise.allSettled(document.getAnimations().filter((each) => each.effect.getComputedTiming().iterations !== Infinity).map((each) => each.finished)))
    const found = await faultsOf(desk.page, OFFICE)
    if (found.length > 0) faults[`${screen.width} x ${screen.height}`] = found
  }
  await desk.page.setViewportSize(SCREENS[0])
  return faults
}

describe('the wallets', () => {
  it('are none before the first top-up, and say so', async () => {
    await desk.walk('余额')
    await desk.sees('还没有人充值')
    assert.deepEqual(await faultsOnEveryScreen(), {})
  })

  it('are listed with the sums of the books, found by letters, and filtered', async () => {
    const neighbours = Array.from({ length: MANY }, (_, at) => ({ name: `邻居${String(at).padStart(3, '0')}`, birth: '1950-01-01', sex: '女', number: 100 + at, room: `${at}` }))
    await moveIn('百户小区.csv', neighbours)
    for (const { name } of neighbours) await topUp(people.get(name), '12.34')
    await topUp(people.get('钱大有'), '30.00')
    await topUp(people.get(LONGEST), '1234.56')
    await lane.sell({ resident_id: people.get('赵玉兰'), tender: 'owed' })
    await desk.goto('/office/wallets')
    await desk.sees('2,745.36')
    await desk.sees('122 人有余额')
    const trial = await canteen.admin.get('/books/trial-balance')
    assert.equal(trial.classes.find((line) => line.class === 'wallet').credit, '2745.36')
    assert.deepEqual(await faultsOnEveryScreen(), {})
    await desk.page.getByRole('radio', { name: '欠费的' }).click()
    await row(/赵\*兰/).waitFor()
    assert.equal(await desk.page.locator('#page tbody tr').count(), 1)
    await desk.page.getByRole('radio', { name: '全部' }).click()
    await desk.page.getByRole('searchbox').fill('qdy')
    await row(/钱\*有/).waitFor()
    await desk.page.getByRole('searchbox').fill('没有这个人')
    await desk.sees('没有这样的余额')
    await desk.press('清除条件')
    await desk.sees('显示更多')
  })

  it('pay for the household once the coordinator says so, and no longer when it ends', async () => {
    await desk.goto('/office/wallets')
    await desk.page.getByRole('searchbox').fill('赵玉兰')
    await row(/赵\*兰/).click()
    const drawer = desk.dialog.first()
    await desk.press('允许用同住人的余额', drawer)
    const asking = desk.page.getByRole('dialog', { name: /可以用谁的余额/ })
    assert.deepEqual(await faultsOnEveryScreen(), {})
    await asking.getByRole('radio', { name: /钱\*有/ }).click()
    await desk.press('允许', asking)
    await drawer.getByText('可以用 钱*有 的余额').waitFor()
    assert.deepEqual(await faultsOnEveryScreen(), {})
    const meal = await lane.sell({ resident_id: people.get('赵玉兰'), tender: 'wallet', serve_as: 'pending' })
    assert.equal(meal.tender, 'wallet')
    assert.equal((await walletOf(people.get('钱大有'))).balance, '15.00')
    await desk.press('结束', drawer)
    await desk.press('结束共用', desk.page.getByRole('dialog', { name: /不再用别人的余额/ }))
    await desk.sees('已结束。')
    assert.equal((await walletOf(people.get('赵玉兰'))).pays_from, null)
  })

  it('show what happened, and take what is owed in part and in full', async () => {
    const drawer = desk.dialog.first()
    await drawer.getByText(/共欠 9\.90/).waitFor()
    await desk.press('收欠费', drawer)
    const taking = desk.page.getByRole('dialog', { name: /收欠费/ })
    await taking.getByLabel('金额（元）').fill('9.91')
    await desk.press('确认已收', taking)
    await taking.getByText('只欠 9.90 元').waitFor()
    await taking.getByLabel('金额（元）').fill('5')
    await desk.page.route('**/repayments', async (route) => {
      await route.fetch()
      await route.abort()
    }, { times: 1 })
    await desk.press('确认已收', taking)
    await taking.getByText('不知道刚才的操作是否已经记下').waitFor()
    // Another amount is another act: the lost one is told, and the wallet is read again behind the dialog.
    await taking.getByLabel('金额（元）').fill('3')
    await desk.press('确认已收', taking)
    await taking.getByText('上一次按下时其实已经入账').waitFor()
    await drawer.getByText(/共欠 4\.90/).waitFor()
    await desk.press('取消', taking)
    await desk.press('收欠费', drawer)
    await taking.getByRole('radio', { name: '微信' }).click()
    await taking.getByLabel('交易号（可不填）').fill('4200001234')
    assert.deepEqual(await faultsOnEveryScreen(), {})
    await desk.press('确认已收', taking)
    await desk.sees(/已收 4\.90 元/)
    assert.equal((await walletOf(people.get('赵玉兰'))).owed, '0.00')
    await drawer.getByText('4200001234').waitFor()
    await desk.press('关闭', drawer)
  })

  it('are given back when the card is closed, from the resident’s own file', async () => {
    await canteen.admin.post('/cards/issue', { id: newId(), resident_ids: [people.get(LONGEST)] })
    await desk.walk('居民')
    await desk.page.getByRole('searchbox').fill(LONGEST)
    await desk.sees('1 位居民')
    await desk.page.locator('#page tbody tr').click()
    const drawer = desk.dialog.first()
    await drawer.getByText('1,234.56').waitFor()
    assert.equal(await drawer.getByRole('button', { name: '退余额' }).count(), 0)
    await desk.press('注销', drawer)
    const closing = desk.page.getByRole('dialog', { name: /注销/ })
    await closing.getByLabel('原因').fill('已迁出')
    await desk.press('确认注销', closing)
    await drawer.getByText('卡里还有 1,234.56 元').waitFor()
    assert.deepEqual(await faultsOnEveryScreen(), {})
    await desk.press('退余额', drawer)
    const giving = desk.page.getByRole('dialog', { name: /退余额/ })
    await giving.getByLabel('原因').fill('家属来办理')
    assert.deepEqual(await faultsOnEveryScreen(), {})
    await desk.press('确认已退', giving)
    await desk.sees(/已退 1,234\.56 元/)
    assert.equal((await walletOf(people.get(LONGEST))).balance, '0.00')
    await drawer.getByRole('link', { name: '看余额和明细' }).click()
    await desk.dialog.getByText('退款：家属来办理').waitFor()
    assert.deepEqual(await faultsOnEveryScreen(), {})
  })

  it('are written down in the audit trail in words', async () => {
    await desk.goto('/office/audit')
    await desk.sees('1234.56 元，原因：家属来办理')
    for (const words of ['收欠费', '允许用同住人的余额', '结束共用余额']) await desk.sees(words)
  })

  it('are shown to each role with what it may do', async () => {
    for (const [role, acts] of [['finance', ['收欠费']], ['auditor', []]]) {
      await canteen.admin.post('/staff', { id: newId(), login: role, name: role, role, password: `${PASSWORD} ${role}` })
      const other = await Desk.open(canteen.browser, canteen.url)
      await other.signIn(role, `${PASSWORD} ${role}`)
      await lane.sell({ resident_id: people.get('赵玉兰'), tender: 'owed', serve_as: 'pending' })
      await other.goto(`/office/wallets?wallet=${people.get('赵玉兰')}`)
      await other.dialog.getByText('一户共用余额').waitFor()
      const buttons = await other.dialog.getByRole('button').allInnerTexts()
      assert.deepEqual(buttons.filter((name) => name.trim() !== '关闭'), acts, role)
      await other.close()
    }
  })
})
