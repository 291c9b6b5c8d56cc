// The counter page while the network or the power is away, or slow: nothing is lost, nothing is sold twice, and what the
// server does not take is put before a person.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Canteen } from './canteen.mjs'
import { Device } from './device.mjs'
import { laneCode } from './furnish.mjs'
import { Wire } from './wire.mjs'

let canteen
before(async () => {
  canteen = await Canteen.open()
})
after(() => canteen?.close())

describe('without the network', () => {
  it('P1: a sale whose answer was lost in a power cut is there exactly once', async () => {
    const till = await canteen.openTill('二号窗口')
    // The sale reaches the server and is booked; before the answer is back, the power goes.
    await till.page.route('**/api/v1/sales', async (route) => {
      await route.fetch()
      await canteen.program.kill()
      await route.abort()
    }, { times: 1 })
    await till.scan(canteen.token('欧阳秀兰'))
    await till.stage('yes')
    await till.confirm()
    assert.match(await till.stage('kept'), /已记下/)
    assert.equal((await till.kept()).length, 1)
    await canteen.program.startAgain()
    await till.stage('done')
    assert.equal((await till.today()).last.length, 1)
    assert.deepEqual(await till.kept(), [])
    await till.close()
  })

  it('a scan waits for the server and goes on by itself', async () => {
    const till = await canteen.openTill('三号窗口')
    await canteen.program.kill()
    await till.scan(canteen.token('陈小明'))
    assert.match(await till.stage('kept'), /请稍等/)
    await till.page.locator('.network.offline').waitFor()
    await canteen.program.startAgain()
    assert.match(await till.stage('yes'), /陈\*明/)
    await till.close()
  })

  it('P1: a sale made while the server is away outlives a browser that is killed, and is there exactly once', async (story) => {
    const name = '阿卜杜热合曼·买买提吐尔逊江·阿布都热西提·艾克拜尔'
    const device = await Device.make()
    story.after(() => device.throwAway())
    await (await device.switchOn()).openLane(canteen.url, await laneCode(canteen.admin, '四号窗口'))
    await device.switchOff()
    const till = await device.switchOn()
    await till.page.goto(canteen.url)
    await till.stage('idle')
    await till.scan(canteen.token(name))
    await till.stage('yes')
    await canteen.program.kill()
    await till.confirm()
    await till.stage('kept')
    // Without the server there is no page to load again either; the sale waits on the disk.
    await assert.rejects(till.page.reload(), /ERR_CONNECTION_REFUSED/)
    await device.crash()
    await canteen.program.startAgain()
    const later = await device.switchOn()
    await later.page.goto(canteen.url)
    await later.page.locator('.last .sale').first().waitFor()
    await later.page.waitForFunction(() => document.querySelector('.unsent') === null)
    assert.equal((await later.today()).last.length, 1)
    assert.deepEqual(await later.kept(), [])
    later.witness.judge(canteen.url)
  })

  it('a foreign page with status 200 is no answer', async () => {
    const till = await canteen.openTill('五号窗口')
    const asked = '**/api/v1/scan'
    await till.page.route(asked, (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>Wi-Fi</h1>' }))
    // The second try gets the foreign page too: the stage stays as long as the story needs to see it.
    const secondTry = till.page.waitForResponse(asked).then(() => till.page.waitForResponse(asked))
    await till.scan(canteen.token('陈小明'))
    assert.match(await till.stage('kept'), /请稍等/)
    await secondTry
    await till.page.unroute(asked)
    assert.match(await till.stage('yes'), /陈\*明/)
    await till.close()
  })
})

describe('many diners', () => {
  it('five cards scanned while the server thinks are all served, each once', async () => {
    const till = await canteen.openTill('六号窗口')
    await till.choose('扫码后', '扫码即收款')
    await till.page.route('**/api/v1/scan', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 300))
      await route.continue()
    })
    const asked = []
    till.page.on('request', (request) => request.url().endsWith('/scan') && asked.push(request.postDataJSON().token))
    const everybody = ['陈小明', '田桂英', '张德福', '王秀英', '欧阳秀兰']
    for (const name of everybody) {
      await till.scan(canteen.token(name))
      await till.page.waitForTimeout(60)
    }
    // One of them has eaten already: the cashier passes over the no.
    await till.stage('no')
    await till.confirm('Escape')
    await till.page.locator('.last .sale').nth(3).waitFor({ timeout: 20_000 })
    assert.deepEqual(asked, everybody.map((name) => canteen.token(name)))
    assert.equal((await till.today()).last.length, 4)
    await till.close()
  })
})

describe('a slow network', () => {
  let wire
  before(async () => {
    wire = await Wire.to(canteen.url)
  })
  after(() => wire.cut())

  it('loses no card that is scanned while a request is under way, and sells each once', async () => {
    const till = await canteen.openTill('七号窗口', { url: wire.url })
    await till.choose('扫码后', '扫码即收款')
    wire.delayMs = 3000
    await till.scan(canteen.token('陈大明'))
    // Within the three seconds that the first card takes.
    for (const name of ['周一平', '吴二妹']) {
      await till.page.locator('.stage.busy').waitFor()
      await till.scan(canteen.token(name))
    }
    await till.page.getByText('后面还有 2 张码在等').waitFor()
    await till.stage('yes')
    await till.stage('kept')
    wire.delayMs = 0
    await till.page.locator('.last .sale').nth(2).waitFor({ timeout: 30_000 })
    const { last } = await till.today()
    assert.deepEqual(last.map(({ diner }) => diner.initial).sort(), ['吴', '周', '陈'])
    assert.deepEqual(await till.kept(), [])
    await till.close()
  })
})
