// The counter page against the real server: a device is enrolled, people come, the network goes, the power goes.
// The judge is the server's own day, asked by another client than the page.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { furnish, laneCode } from './furnish.mjs'
import { Program } from './program.mjs'
import { openBrowser, Till } from './till.mjs'

let program
let browser
let admin
let cards

before(async () => {
  program = await Program.start()
  ;({ admin, cards } = await furnish(program))
  browser = await openBrowser()
})

after(async () => {
  await browser?.close()
  await program?.stop()
})

/** A fresh device at a fresh lane, with a cashier who sells. */
async function openTill(name, options) {
  const till = await Till.open(browser, options)
  await till.openLane(program.url, await laneCode(admin, name))
  return till
}

/** The day as the server tells it: the canteen's counters and this lane's last sales. */
function dayOf(till) {
  return till.page.evaluate(async () => (await fetch('/api/v1/lane/today')).json())
}

/** Rows the page still keeps on the device. */
function keptOn(till) {
  return till.page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('canteen-outbox')
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const reading = opening.result.transaction('sales').objectStore('sales').getAll()
          reading.onsuccess = () => resolve(reading.result)
        }
      }),
  )
}

const token = (name) => cards.get(name).token

describe('one diner', () => {
  let till
  before(async () => {
    till = await openTill('一号窗口')
  })
  after(() => till.close())

  it('is served by one scan and one Enter', async () => {
    await till.scan(token('王秀英'))
    const shown = await till.stage('yes')
    assert.match(shown, /王\*英/)
    assert.match(shown, /老人/)
    assert.match(shown, /9\.90/)
    await till.page.waitForFunction(() => window.saidClips.length === 7)
    assert.equal(await till.heard(), '老人午餐应付九元九角')
    await till.confirm()
    await till.stage('done')
    const { counters, last } = await dayOf(till)
    assert.equal(counters.served, 1)
    assert.equal(last[0].pays, '9.90')
    assert.equal(last[0].tender, 'cash')
    assert.equal(last[0].state, 'claimable')
  })

  it('gets no second lunch, hears when and where the first was, and may still be served as pending', async () => {
    await till.press('Escape')
    await till.page.locator('.stage.idle').waitFor({ timeout: 10_000 })
    await till.scan(token('王秀英'))
    assert.match(await till.stage('no'), /已就餐[\s\S]*一号窗口/)
    assert.equal(await till.heard(), '已就餐')
    await till.confirm('p')
    assert.match(await till.stage('pending'), /15\.00/)
    await till.confirm('4')
    await till.stage('done')
    const { counters, last } = await dayOf(till)
    assert.equal(counters.pending, 1)
    assert.equal(last[0].tender, 'owed')
  })

  it('is heard by a scanner with a Chinese input method on, and by one that ends with Tab', async () => {
    await till.scan(token('张德福'), { inputMethod: 'on' })
    assert.match(await till.stage('yes'), /张\*福/)
    await till.confirm('2')
    await till.stage('done')
    await till.scan(token('陈小明'), { end: 'Tab' })
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
    await till.scan(token('田桂英'), { inputMethod: 'off' })
    assert.match(await till.stage('yes'), /田\*英/)
    await till.press('Escape')
    await till.stage('idle')
  })

  it('is served by the number printed on the card, typed by hand', async () => {
    await till.press('n')
    await till.page.getByRole('dialog').waitFor()
    await till.page.keyboard.type(cards.get('田桂英').number, { delay: 60 })
    await till.press('Enter')
    assert.match(await till.stage('yes'), /田\*英/)
    await till.confirm('3')
    await till.stage('done')
    const { last } = await dayOf(till)
    assert.deepEqual([last[0].identified_by, last[0].tender], ['number', 'alipay'])
  })

  it('takes the meal back by a void, and may eat again', async () => {
    await till.page.waitForTimeout(400)
    await till.press('v')
    await till.page.getByRole('dialog').waitFor()
    await till.press('Enter')
    await till.page.locator('dialog').waitFor({ state: 'detached' })
    assert.equal((await dayOf(till)).last.find(({ identified_by }) => identified_by === 'number').state, 'void')
    await till.scan(token('田桂英'))
    await till.stage('yes')
    await till.press('Escape')
  })

  it('hears 请重新扫码 when the scanner read a bottle of water', async () => {
    await till.scan('6901028075763')
    assert.match(await till.stage('no'), /请重新扫码/)
  })

  it('and the page asked nobody but its own server, complained of nothing, and kept no card', async () => {
    assert.deepEqual([...new Set(till.asked.map((address) => new URL(address).origin))], [program.url])
    assert.deepEqual(till.complaints, [])
    assert.deepEqual(await keptOn(till), [])
    const stored = await till.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
    for (const { token: secret } of cards.values()) {
      assert.ok(!stored.includes(secret) && !program.printed.includes(secret))
      assert.ok(!till.asked.some((address) => address.includes(secret)))
    }
  })
})

describe('without the network', () => {
  it('P1: a sale whose answer was lost in a power cut is there exactly once', async () => {
    const till = await openTill('二号窗口')
    // The sale reaches the server and is booked; before the answer is back, the power goes.
    await till.page.route('**/api/v1/sales', async (route) => {
      await route.fetch()
      await program.kill()
      await route.abort()
    }, { times: 1 })
    await till.scan(token('欧阳秀兰'))
    await till.stage('yes')
    await till.confirm()
    assert.match(await till.stage('kept'), /已记下/)
    assert.equal((await keptOn(till)).length, 1)
    await program.startAgain()
    await till.stage('done')
    assert.equal((await dayOf(till)).last.length, 1)
    assert.deepEqual(await keptOn(till), [])
    await till.close()
  })

  it('a scan waits for the server and goes on by itself', async () => {
    const till = await openTill('三号窗口')
    await program.kill()
    await till.scan(token('陈小明'))
    assert.match(await till.stage('kept'), /请稍等/)
    await till.page.locator('.network.offline').waitFor()
    await program.startAgain()
    assert.match(await till.stage('yes'), /陈\*明/)
    await till.close()
  })

  it('a sale that was never answered outlives the page', async () => {
    const till = await openTill('四号窗口')
    const name = '阿卜杜热合曼·买买提吐尔逊江·阿布都热西提·艾克拜尔'
    await till.scan(token(name))
    await till.stage('yes')
    await till.page.route('**/api/v1/sales', (route) => route.abort())
    await till.confirm()
    await till.stage('kept')
    await till.page.close()
    const later = await Till.inside(till.page.context())
    await later.page.goto(program.url)
    await later.page.locator('.last .sale').first().waitFor()
    const { last } = await dayOf(later)
    assert.equal(last.length, 1)
    assert.deepEqual(await keptOn(later), [])
    await later.close()
  })

  it("a foreign page with status 200 is no answer", async () => {
    const till = await openTill('五号窗口')
    await till.page.route('**/api/v1/scan', (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>Wi-Fi</h1>' }), {
      times: 1,
    })
    await till.scan(token('陈小明'))
    await till.stage('kept')
    await till.stage('yes')
    await till.close()
  })
})

describe('many diners', () => {
  it('five cards scanned while the server thinks are all served, each once', async () => {
    const till = await openTill('六号窗口')
    await till.choose('扫码后', '扫码即收款')
    await till.page.route('**/api/v1/scan', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 300))
      await route.continue()
    })
    const asked = []
    till.page.on('request', (request) => request.url().endsWith('/scan') && asked.push(request.postDataJSON().token))
    const everybody = ['陈小明', '田桂英', '张德福', '王秀英', '欧阳秀兰']
    for (const name of everybody) {
      await till.scan(token(name))
      await till.page.waitForTimeout(60)
    }
    // Two of them have not eaten yet; the other three are a no, which the cashier passes over.
    await till.page.locator('.stage.no').waitFor({ timeout: 10_000 })
    for (let passed = 0; passed < 3; passed += 1) {
      await till.stage('no')
      await till.confirm('Escape')
    }
    await till.stage('idle')
    assert.deepEqual(asked, everybody.map(token))
    assert.equal((await dayOf(till)).last.length, 2)
    await till.close()
  })
})

describe('the device', () => {
  it('reads a card through its camera', async () => {
    const till = await openTill('七号窗口', { camera: true })
    await till.choose('摄像头扫码', '开')
    await till.page.locator('video').waitFor()
    await till.show(cards.get('陈小明').drawing)
    assert.match(await till.stage('no'), /陈\*明[\s\S]*已就餐/)
    await till.close()
  })

  it('makes a cashier wait after wrong PINs and counts the seconds down', async () => {
    const till = await Till.open(browser)
    await till.page.goto(`${program.url}/#code=${await laneCode(admin, '八号窗口')}`)
    await till.page.locator('.tile').first().click()
    const said = till.page.getByRole('alert')
    for (let wrong = 0; wrong < 8; wrong += 1) {
      await till.page.keyboard.type('0000')
      await till.press('Enter')
      await said.filter({ hasText: /\S/ }).waitFor()
      if (/\d+ 秒/.test(await said.innerText())) break
    }
    assert.match(await said.innerText(), /请等 \d+ 秒/)
    assert.equal(await till.page.getByRole('button', { name: '5' }).isDisabled(), true)
    await till.close()
  })

  it('takes the one-time code out of its address, and a used code is refused in words', async () => {
    const code = await laneCode(admin, '九号窗口')
    const first = await Till.open(browser)
    await first.page.goto(`${program.url}/#code=${code}`)
    await first.page.locator('.tile').first().waitFor()
    assert.equal(first.page.url(), `${program.url}/`)
    const second = await Till.open(browser)
    await second.page.goto(program.url)
    await second.page.keyboard.type(code)
    await second.page.getByRole('alert').filter({ hasText: /\S/ }).waitFor()
    assert.ok(!second.asked.some((address) => address.includes(code)))
    await first.close()
    await second.close()
  })

  it('sells from one page only', async () => {
    const till = await openTill('十号窗口')
    const second = await Till.inside(till.page.context())
    await second.page.goto(program.url)
    await second.page.getByText('本机已有一个收银页面').waitFor()
    await second.page.getByRole('button', { name: '在这里继续' }).click()
    await second.stage('idle')
    await till.page.getByText('收银已转到另一个页面').waitFor()
    await till.close()
  })

  it('speaks English after one press', async () => {
    const till = await openTill('十一号窗口')
    await till.page.getByRole('button', { name: 'English' }).click()
    assert.match(await till.stage('idle'), /Scan a card/)
    await till.close()
  })
})
