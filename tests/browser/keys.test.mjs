// Every way a key can come: a hand without a mouse, a Chinese input method that eats it, a scanner that is slow, and a burst
// that is no card.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Canteen } from './canteen.mjs'
import { laneCode } from './furnish.mjs'

let canteen
before(async () => {
  canteen = await Canteen.open()
})
after(() => canteen?.close())

describe('without a mouse', () => {
  it('a device is enrolled, a cashier comes, a lunch is sold, taken back, and the lane is set, by keys alone', async () => {
    const till = await canteen.newTill()
    const { keyboard } = till.page
    await till.page.goto(canteen.url)
    await till.page.getByRole('heading', { name: '登记收银设备' }).waitFor()
    await keyboard.type(await laneCode(canteen.admin, '一号窗口'))
    await till.enterPin()
    await till.press('n')
    await till.page.getByRole('dialog', { name: '输卡号' }).waitFor()
    await keyboard.type(canteen.cards.get('王秀英').number, { delay: 60 })
    await till.press('Enter')
    await till.stage('yes')
    await till.confirm('2')
    await till.stage('done')
    const [{ tender, pays }] = (await till.today()).last
    assert.deepEqual([tender, pays], ['wechat', '9.90'])
    await till.page.locator('.last .sale').first().waitFor()
    await till.press('v')
    await till.page.getByRole('dialog', { name: '冲红这一份？' }).waitFor()
    await till.press('Enter')
    await till.page.locator('dialog').waitFor({ state: 'detached' })
    assert.equal((await till.today()).last[0].state, 'void')
    await till.stage('idle')
    await till.press('m')
    const menu = till.page.getByRole('dialog', { name: '设置' })
    await menu.waitFor()
    const atOnce = menu.getByRole('radio', { name: '扫码即收款' })
    for (let steps = 0; steps < 10 && !(await isFocused(atOnce)); steps += 1) await till.press('Tab')
    assert.ok(await isFocused(atOnce))
    await till.press('Space')
    await till.press('Escape')
    await menu.waitFor({ state: 'detached' })
    await till.page.locator('.stage').getByText('扫码即收款').waitFor()
    await till.close()
  })
})

describe('with a Chinese input method on', () => {
  it('the single keys of the page work, and a scan leaves nothing in the search field', async () => {
    const till = await canteen.openTill('二号窗口')
    await till.pressEaten('s')
    const field = till.page.getByRole('combobox')
    await field.fill('陈')
    await till.scan('6901028075763', { inputMethod: 'composing' })
    await till.page.waitForFunction(() => window.saidClips.length > 0)
    assert.equal(await field.inputValue(), '陈')
    await till.scan(canteen.token('田桂英'), { inputMethod: 'composing' })
    assert.match(await till.stage('yes'), /田\*英/)
    await till.pressEaten('2')
    await till.stage('done')
    assert.equal((await till.today()).last[0].tender, 'wechat')
    await till.close()
  })
})

describe('a scanner', () => {
  let till
  before(async () => {
    till = await canteen.openTill('三号窗口')
  })
  after(() => till.close())

  it('over Bluetooth, with a key every seventy milliseconds, is heard', async () => {
    await till.scan(canteen.token('张德福'), { gapMs: 70 })
    assert.match(await till.stage('yes'), /张\*福/)
    await till.press('Escape')
    await till.stage('idle')
  })

  const token = () => canteen.token('张德福')
  const bursts = [
    ['a bottle of water', () => till.scan('6901028075763')],
    ['a card that lost its last digit', () => till.scan(token().slice(0, 39))],
    ['a card with two digits exchanged', () => till.scan(exchanged(token()))],
    ['a card that lost a digit, over Bluetooth', () => till.scan(token().slice(0, 39), { gapMs: 70 })],
    ['a bottle of water with an input method on', () => till.scan('6901028075763', { inputMethod: 'on' })],
  ]
  for (const [what, scan] of bursts) {
    it(`that reads ${what} says 请重新扫码, and asks the server nothing`, async () => {
      await till.heard()
      const asked = till.witness.asked.length
      await scan()
      assert.match(await till.stage('no'), /请重新扫码/)
      await till.page.waitForFunction(() => window.saidClips.length > 0)
      assert.match(await till.heard(), /请重新扫码/)
      assert.deepEqual(till.witness.asked.slice(asked).filter((address) => address.endsWith('/scan')), [])
      await till.confirm('Escape')
      await till.stage('idle')
    })
  }
})

/** Behind the first digit, which says that it is a card, two digits beside each other change places. */
function exchanged(text) {
  return text[0] + text.slice(1).replace(/(\d)(?!\1)(\d)/, '$2$1')
}

const isFocused = (control) => control.evaluate((element) => element === document.activeElement)
