// The counter page on the screens it is made for, with nothing but a finger: from the enrol page to a voided sale. On every
// screen a thumb hits everything and nothing is cut off, in both languages.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Canteen } from './canteen.mjs'
import { laneCode, PIN } from './furnish.mjs'
import { faultsOf } from './layout.mjs'

const SCREENS = [
  { width: 1024, height: 600, diner: '王秀英' },
  { width: 800, height: 1280, diner: '张德福' },
  { width: 1280, height: 800, diner: '田桂英' },
]
/** The longest name there is. */
const LONGEST = '阿卜杜热合曼·买买提吐尔逊江·阿布都热西提·艾克拜尔'

let canteen
before(async () => {
  canteen = await Canteen.open()
})
after(() => canteen?.close())

describe('by touch alone', () => {
  for (const { width, height, diner } of SCREENS) {
    it(`a counter of ${width} x ${height} is enrolled, sells, takes back and is set; a thumb hits everything`, async () => {
      const tablet = await Tablet.open({ width, height })
      await tablet.enrol()
      await tablet.sellByNumber(diner)
      await tablet.takeBack()
      await tablet.findByName()
      await tablet.refuse(diner)
      await tablet.set()
      assert.deepEqual(tablet.faults, {})
      await tablet.close()
    })
  }
})

/** A till that is only touched. After each step it looks whether everything on the screen fits. */
class Tablet {
  #till
  /** What does not fit, by screen. */
  faults = {}

  static async open(viewport) {
    const tablet = new Tablet()
    tablet.#till = await canteen.newTill({ viewport, touch: true })
    return tablet
  }

  async enrol() {
    const { page } = this.#till
    await page.goto(canteen.url)
    await page.getByRole('heading', { name: '登记收银设备' }).waitFor()
    await this.#look('enrol')
    await this.#tapDigits(await laneCode(canteen.admin))
    await page.locator('.tile').first().waitFor()
    await this.#look('cashiers')
    await page.locator('.tile').first().tap()
    await this.#look('PIN')
    await this.#tapDigits(PIN)
    await this.#till.tap('进入')
    await this.#stage('idle')
  }

  async sellByNumber(name) {
    await this.#till.tap('输卡号')
    const sheet = await this.#sheet('number', '输卡号')
    await this.#tapDigits(canteen.cards.get(name).number)
    await sheet.getByRole('button', { name: '查', exact: true }).tap()
    await this.#stage('yes')
    await this.#till.tap('记单号')
    await this.#sheet('reference', '记支付单号')
    await this.#closeSheet()
    await this.#till.tap('微信')
    await this.#stage('done')
    const [{ tender, identified_by: by }] = (await this.#till.today()).last
    assert.deepEqual([tender, by], ['wechat', 'number'])
  }

  async takeBack() {
    await this.#till.tap(/^冲红 .*的这一份$/)
    const sheet = await this.#sheet('void', '冲红这一份？')
    await sheet.getByRole('button', { name: '冲红' }).tap()
    await sheet.waitFor({ state: 'detached' })
    assert.equal((await this.#till.today()).last[0].state, 'void')
  }

  /** With the tablet's own keyboard; the one who is found has the longest name. */
  async findByName() {
    await this.#till.tap('查姓名')
    const sheet = await this.#sheet('search', '查姓名')
    await sheet.getByRole('combobox').tap()
    await this.#till.page.keyboard.insertText(LONGEST.slice(0, 3))
    await sheet.getByRole('option').first().waitFor()
    await this.#look('found')
    await sheet.getByRole('option').first().tap()
    await this.#stage('yes', 'the longest name')
    await this.#till.tap('取消')
  }

  /** By a Bluetooth scanner: a card that is lost, then a bottle of water. */
  async refuse(name) {
    await canteen.admin.post(`/cards/${canteen.cards.get(name).id}/block`, { reason: '说卡丢了' })
    await this.#till.scan(canteen.token(name))
    await this.#stage('no')
    await this.#till.tap('按待核出餐')
    await this.#stage('pending')
    await this.#till.tap('先欠着')
    await this.#stage('done', 'owed')
    await this.#till.page.locator('.stage.idle').waitFor()
    await this.#till.scan('6901028075763')
    await this.#stage('no', 'unreadable')
  }

  async set() {
    await this.#till.tap('设置')
    const sheet = await this.#sheet('settings', '设置')
    await sheet.getByRole('radio', { name: '扫码即收款' }).tap()
    await this.#closeSheet()
    await this.#till.tap('下一位')
    await this.#stage('idle', 'at once')
  }

  close() {
    return this.#till.close()
  }

  async #tapDigits(digits) {
    for (const digit of digits) await this.#till.page.getByRole('button', { name: digit, exact: true }).tap()
  }

  async #stage(mood, name = mood) {
    await this.#till.stage(mood)
    await this.#look(name)
  }

  async #sheet(name, title) {
    const sheet = this.#till.page.getByRole('dialog', { name: title })
    await sheet.waitFor()
    await this.#look(name)
    return sheet
  }

  async #closeSheet() {
    const sheet = this.#till.page.getByRole('dialog')
    await sheet.getByRole('button', { name: '关闭' }).tap()
    await sheet.waitFor({ state: 'detached' })
  }

  async #look(screen) {
    const faults = await faultsOf(this.#till.page)
    if (faults.length > 0) this.faults[screen] = faults
  }
}
