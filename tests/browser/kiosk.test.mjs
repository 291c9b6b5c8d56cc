// The counter page against the real server: somebody comes, is served, comes again; a device is enrolled and is set.
// The judge is the server's own day, asked by another client than the page.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Canteen } from './canteen.mjs'
import { laneCode } from './furnish.mjs'

let canteen
before(async () => {
  canteen = await Canteen.open()
})
after(() => canteen?.close())

describe('one diner', () => {
  let till
  before(async () => {
    till = await canteen.openTill('一号窗口')
  })
  after(() => till.close())

  it('is served by one scan and one Enter', async () => {
    await till.scan(canteen.token('王秀英'))
    const shown = await till.stage('yes')
    assert.match(shown, /王\*英/)
    assert.match(shown, /老人/)
    assert.match(shown, /9\.90/)
    await till.page.waitForFunction(() => window.saidClips.length === 7)
    assert.equal(await till.heard(), '老人午餐应付九元九角')
    await till.confirm()
    await till.stage('done')
    const { counters, last } = await till.today()
    assert.equal(counters.served, 1)
    assert.equal(last[0].pays, '9.90')
    assert.equal(last[0].tender, 'cash')
    assert.equal(last[0].state, 'claimable')
  })

  it('gets no second lunch, hears when and where the first was, and may still be served as pending', async () => {
    await till.press('Escape')
    await till.page.locator('.stage.idle').waitFor({ timeout: 10_000 })
    await till.scan(canteen.token('王秀英'))
    assert.match(await till.stage('no'), /已就餐[\s\S]*一号窗口/)
    assert.equal(await till.heard(), '已就餐')
    await till.confirm('p')
    assert.match(await till.stage('pending'), /15\.00/)
    await till.confirm('4')
    await till.stage('done')
    const { counters, last } = await till.today()
    assert.equal(counters.pending, 1)
    assert.equal(last[0].tender, 'owed')
  })

  it('is heard by a scanner with a Chinese input method on, and by one that ends with Tab', async () => {
    await till.scan(canteen.token('张德福'), { inputMethod: 'on' })
    assert.match(await till.stage('yes'), /张\*福/)
    await till.confirm('2')
    await till.stage('done')
    await till.scan(canteen.token('陈小明'), { end: 'Tab' })
    assert.match(await till.stage('yes'), /儿童/)
    await till.press('Escape')
    await till.stage('idle')
  })

  it('is found by name while a scan into the search field leaves no trace there', async () => {
    await till.press('s')
    const field = till.page.getByRole('combobox')
    await field.fill('田')
    await till.page.getByRole('option').first().waitFor()
    await till.press('Enter')
    assert.match(await till.stage('yes'), /田\*英/)
    await till.press('Escape')
    await till.stage('idle')
    await till.press('s')
    await field.fill('陈')
    await till.scan(canteen.token('田桂英'), { inputMethod: 'off' })
    assert.match(await till.stage('yes'), /田\*英/)
    await till.press('Escape')
    await till.stage('idle')
  })

  it('is served by the number printed on the card, typed by hand', async () => {
    await till.press('n')
    await till.page.getByRole('dialog').waitFor()
    await till.page.keyboard.type(canteen.cards.get('田桂英').number, { delay: 60 })
    await till.press('Enter')
    assert.match(await till.stage('yes'), /田\*英/)
    await till.confirm('3')
    await till.stage('done')
    const { last } = await till.today()
    assert.deepEqual([last[0].identified_by, last[0].tender], ['number', 'alipay'])
  })

  it('takes the meal back by a void, and may eat again', async () => {
    await till.page.waitForTimeout(400)
    await till.press('v')
    await till.page.getByRole('dialog').waitFor()
    await till.press('Enter')
    await till.page.locator('dialog').waitFor({ state: 'detached' })
    assert.equal((await till.today()).last.find(({ identified_by }) => identified_by === 'number').state, 'void')
    await till.scan(canteen.token('田桂英'))
    await till.stage('yes')
    await till.press('Escape')
  })

  it('hears 请重新扫码 when the scanner read a bottle of water', async () => {
    await till.scan('6901028075763')
    assert.match(await till.stage('no'), /请重新扫码/)
  })

  it('leaves no card on the device, in an address or in a log', async () => {
    assert.deepEqual(await till.kept(), [])
    const stored = await till.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
    for (const { token: secret } of canteen.cards.values()) {
      assert.ok(!stored.includes(secret) && !canteen.program.printed.includes(secret))
      assert.ok(!till.witness.asked.some((address) => address.includes(secret)))
    }
  })
})

describe('the device', () => {
  it('reads a card through its camera', async () => {
    const till = await canteen.openTill('七号窗口', { camera: 'painted' })
    await till.choose('摄像头扫码', '开')
    await till.page.locator('video').waitFor()
    await till.show(canteen.cards.get('陈小明').drawing)
    assert.match(await till.stage('yes'), /陈\*明[\s\S]*儿童/)
    await till.close()
  })

  it('makes a cashier wait after wrong PINs and counts the seconds down', async () => {
    const till = await canteen.newTill()
    await till.page.goto(`${canteen.url}/#code=${await laneCode(canteen.admin, '八号窗口')}`)
    await till.page.locator('.tile').first().click()
    const said = till.page.getByRole('alert')
    for (let wrong = 0; wrong < 8; wrong += 1) {
      // The words of the try before are still there while this one is asked about.
      const answered = till.page.waitForResponse('**/api/v1/lane/cashier')
      await till.page.keyboard.type('0000')
      await till.press('Enter')
      if ((await answered).status() === 429) break
      await till.page.locator('button:enabled', { hasText: /^5$/ }).waitFor()
    }
    await said.filter({ hasText: /\d+ 秒/ }).waitFor()
    assert.match(await said.innerText(), /请等 \d+ 秒/)
    assert.equal(await till.page.getByRole('button', { name: '5' }).isDisabled(), true)
    await till.close()
  })

  it('takes the one-time code out of its address, and a used code is refused in words', async () => {
    const code = await laneCode(canteen.admin, '九号窗口')
    const first = await canteen.newTill()
    await first.page.goto(`${canteen.url}/#code=${code}`)
    await first.page.locator('.tile').first().waitFor()
    assert.equal(first.page.url(), `${canteen.url}/`)
    const second = await canteen.newTill()
    await second.page.goto(canteen.url)
    await second.page.keyboard.type(code)
    await second.page.getByRole('alert').filter({ hasText: /\S/ }).waitFor()
    assert.ok(!second.witness.asked.some((address) => address.includes(code)))
    await first.close()
    await second.close()
  })

  it('sells from one page only', async () => {
    const till = await canteen.openTill('十号窗口')
    const second = await till.another()
    await second.page.goto(canteen.url)
    await second.page.getByText('本机已有一个收银页面').waitFor()
    await second.page.getByRole('button', { name: '在这里继续' }).click()
    await second.stage('idle')
    await till.page.getByText('收银已转到另一个页面').waitFor()
    await till.close()
  })

  it('speaks English after one press', async () => {
    const till = await canteen.openTill('十一号窗口')
    await till.page.getByRole('button', { name: 'English' }).click()
    assert.match(await till.stage('idle'), /Scan a card/)
    await till.close()
  })
})
