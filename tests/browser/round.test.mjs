// Lunch at the door, from the office to the phone and back: a plan, a round, a QR, a phone that loses its signal on the stairs, and a
// second person who settles what was not scanned.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Canteen } from './canteen.mjs'
import { Client, newId } from './client.mjs'
import { Desk } from './desk.mjs'
import { PASSWORD } from './furnish.mjs'
import { today } from './program.mjs'
import { Witness } from './witness.mjs'

const VOLUNTEER = '赵志愿'
const DOORS = ['王秀英', '张德福']

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

  it('is laid out from the day’s list, given to a volunteer, packed, and opened by a QR', async () => {
    await desk.goto('/office/deliveries/rounds')
    await desk.press('排路线')
    await desk.sees('排好 1 条路线，共 2 站。')
    await desk.page.locator('label').filter({ hasText: '志愿者' }).click()
    await desk.page.getByRole('option', { name: VOLUNTEER }).click()
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

  it('ends with a search that somebody ends, and the phone forgets every name', async () => {
    await phone.getByRole('button', { name: '没扫码' }).click()
    await phone.getByRole('button', { name: '没人应' }).click()
    await phone.getByText('没人应，继续找').waitFor()
    await phone.getByText('已上传').waitFor()
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
    // The screen is empty a moment before the disk is.
    await phone.waitForFunction(async (names) => {
      const rows = [document.body.innerText]
      for (const { name } of await indexedDB.databases()) {
        const open = await new Promise((resolve, reject) => Object.assign(indexedDB.open(name), { onsuccess: (e) => resolve(e.target.result), onerror: reject }))
        for (const store of open.objectStoreNames) {
          const all = open.transaction(store).objectStore(store).getAll()
          rows.push(JSON.stringify(await new Promise((resolve, reject) => Object.assign(all, { onsuccess: () => resolve(all.result), onerror: reject }))))
        }
        open.close()
      }
      return rows.length > 1 && names.every((name) => !rows.join().includes(name))
    }, DOORS)
  })

  it('shows nothing to whoever has no link, and of another day nothing at all', async () => {
    const stranger = new Client(canteen.url)
    await assert.rejects(stranger.get('/round'), /401/)
    await assert.rejects(stranger.post('/round/session', { token: link.split('#')[1] }), /410/)
  })
})
