// The counter page while the network or the power is away, or slow: nothing is lost, nothing is sold twice, and what the
// server does not take is put before a person.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Canteen } from './canteen.mjs'

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

  it('a sale that was never answered outlives the page', async () => {
    const till = await canteen.openTill('四号窗口')
    const name = '阿卜杜热合曼·买买提吐尔逊江·阿布都热西提·艾克拜尔'
    await till.scan(canteen.token(name))
    await till.stage('yes')
    await till.page.route('**/api/v1/sales', (route) => route.abort())
    await till.confirm()
    await till.stage('kept')
    await till.page.close()
    const later = await till.another()
    await later.page.goto(canteen.url)
    await later.page.locator('.last .sale').first().waitFor()
    const { last } = await later.today()
    assert.equal(last.length, 1)
    assert.deepEqual(await later.kept(), [])
    await later.close()
  })

  it("a foreign page with status 200 is no answer", async () => {
    const till = await canteen.openTill('五号窗口')
    await till.page.route('**/api/v1/scan', (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>Wi-Fi</h1>' }), {
      times: 1,
    })
    await till.scan(canteen.token('陈小明'))
    await till.stage('kept')
    await till.stage('yes')
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

