// The diner's screen: paired with two keys, it follows its counter at once, tells nothing that is nobody's business, and comes
// back by itself whatever breaks. On every screen all of it can be read.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Canteen } from './canteen.mjs'
import { newId } from './client.mjs'
import { idNumber, importRegister, NEIGHBOURS } from './furnish.mjs'
import { faultsOf } from './layout.mjs'

const SCREENS = [
  { width: 1280, height: 800 },
  { width: 1024, height: 600 },
  { width: 390, height: 844 },
]
/** The computer of the counter has a second screen to its right. */
const TWO_SCREENS = '--screen-info={1280x800}{1920x1080}'
/** As long as a name can be, and almost nothing of it can be masked: thirty letters with dots. */
const LONGEST = '甲·乙·丙·丁·戊·己·庚·辛·壬·癸·子·丑·寅·卯·辰子'
const SALES = 50
/** Words that say as what somebody eats, or why somebody does not. */
const NOBODYS_BUSINESS = /老人|儿童|访客|居民|低保|特困|残疾|挂失|补贴|欠|elder|child|guest|resident|lost|owe/i

let canteen
let till
let screen
before(async () => {
  canteen = await Canteen.open({ switches: [TWO_SCREENS] })
  till = await canteen.openTill('一号窗口')
  screen = await Screen.follow(till)
})
after(() => canteen?.close())

describe('a second screen', () => {
  it('of the same computer is filled by two keys, paired at once, and welcomes who comes in', async () => {
    await allowAllScreens()
    await till.press('x')
    await till.page.getByRole('dialog', { name: '顾客屏' }).locator('button:enabled', { hasText: '打开顾客屏' }).waitFor()
    const [opened] = await Promise.all([till.page.waitForEvent('popup'), till.press('Enter')])
    await opened.locator('.meal').waitFor()
    assert.deepEqual(await opened.evaluate(() => [screenX, outerWidth, outerHeight]), [1280, 1920, 1080])
    await opened.getByRole('button', { name: '全屏' }).click()
    await opened.locator('.switches').waitFor({ state: 'hidden' })
    const said = await opened.locator('.welcome').innerText()
    for (const word of ['七一社区幸福食堂', '欢迎用餐', '请出示餐卡', '午餐', '9.90', '供应到 23:57']) assert.ok(said.includes(word), `${word} in ${said}`)
    assert.match(said, /\d\d:\d\d/)
    assert.equal(new URL(opened.url()).hash, '')
    // A scanner that types here is told where it belongs.
    await opened.keyboard.type('1')
    await opened.getByRole('alert').filter({ hasText: '收银窗口' }).waitFor()
    await opened.close()
    await till.page.locator('dialog').waitFor({ state: 'detached' })
  })

  it('of nobody says what to do', async () => {
    const stranger = new Screen(await canteen.newTill())
    await stranger.page.goto(`${canteen.url}/display`)
    assert.match(await stranger.unpaired(), /还没有连上收银窗口[\s\S]*收银页按 X[\s\S]*顾客屏/)
    await stranger.close()
  })

  it('speaks English where its address says so', async () => {
    await screen.page.goto(`${canteen.url}/display?lang=en`)
    await screen.page.getByRole('heading', { name: 'Welcome' }).waitFor()
    await screen.page.goto(`${canteen.url}/display`)
    await screen.page.getByRole('heading', { name: '欢迎用餐' }).waitFor()
  })
})

describe('the diner sees', () => {
  it('the price and what is on the card, thanks and what is left, and a second time 已就餐', async () => {
    await ask('/lane/top-ups', { id: newId(), token: canteen.token('王秀英'), amount: '20.00', tender: 'cash' })
    await till.scan(canteen.token('王秀英'))
    assert.match(await screen.moment('price'), /王\*英\s+应付\s+9\.90\s*元\s+餐卡余额 20\.00 元/)
    await till.stage('yes')
    await till.confirm()
    assert.match(await screen.moment('sold'), /王\*英\s+谢谢\s+请慢用\s+已付 9\.90 元\s+餐卡还剩 10\.10 元/)
    // While the sale is still shown, the same card is the same diner.
    await till.stage('idle')
    await till.scan(canteen.token('王秀英'))
    assert.match(await screen.moment('served'), /王\*英\s+已就餐/)
    await till.stage('no')
    await till.press('Escape')
    await screen.welcome()
  })

  it('a price no longer when the cashier lets somebody go', async () => {
    await till.scan(canteen.token('张德福'))
    await screen.moment('price')
    await till.stage('yes')
    await till.press('Escape')
    await screen.welcome()
  })

  it('the same whatever a diner’s class is, and nothing of what is nobody’s business', async () => {
    await classify('陈大明', '低保、残疾')
    const seen = []
    for (const [name, masked] of [
      ['陈大明', '陈*明'],
      ['张德福', '张*福'],
    ]) {
      await till.scan(canteen.token(name))
      const price = await screen.moment('price')
      await till.stage('yes')
      await till.confirm()
      const thanks = await screen.moment('sold')
      await till.stage('done')
      seen.push([price, thanks].map((text) => text.replace(masked, 'X')))
    }
    assert.deepEqual(seen[0], seen[1])
    await canteen.admin.post(`/cards/${canteen.cards.get('田桂英').id}/block`, { reason: '说卡丢了' })
    await till.scan(canteen.token('田桂英'))
    assert.match(await screen.moment('ask'), /^请稍等，工作人员为您处理。$/)
    await till.stage('no')
    await till.press('Escape')
    await screen.welcome()
    for (const text of await screen.everything()) assert.doesNotMatch(text, NOBODYS_BUSINESS)
  })
})

describe('the screen follows', () => {
  it(`${SALES} sales, each of them at once`, async (story) => {
    const delays = []
    for (let sale = 0; sale < SALES; sale += 1) {
      await ask('/scan', { guest: true })
      await screen.moment('price')
      const body = { id: newId(), guest: true, tender: 'cash', serve_as: 'decided', pays: '15.00' }
      const { at: answeredAt } = await ask('/sales', body)
      await screen.moment('sold')
      delays.push((await screen.shownAt()) - answeredAt)
    }
    delays.sort((one, two) => one - two)
    const at = (part) => `${delays[Math.ceil(part * SALES) - 1].toFixed(1)} ms`
    story.diagnostic(`from the sale's answer at the till to the picture on the screen: p50 ${at(0.5)}, p99 ${at(0.99)}, most ${at(1)}`)
  })

  it('its own counter, until that one is closed down, and another one as soon as its link is opened', async () => {
    const second = await canteen.openTill('二号窗口')
    const beside = await Screen.follow(second)
    await ask('/scan', { guest: true })
    await screen.moment('price')
    assert.equal(await beside.page.locator('.moment').count(), 0)
    const { items } = await canteen.admin.get('/lanes')
    await canteen.admin.post(`/lanes/${items.find(({ name }) => name === '二号窗口').id}/revoke`, {})
    assert.match(await beside.unpaired(), /顾客屏/)
    await beside.pairWith(till)
    await beside.welcome()
    await ask('/lane/display/clear', {})
    await screen.welcome()
    await beside.close()
    await second.close()
  })

  it('a server that was killed, without a price that nobody stands for', async () => {
    await ask('/scan', { guest: true })
    await screen.moment('price')
    await canteen.program.kill()
    await screen.welcome()
    await screen.page.getByText('正在重新连接').waitFor()
    assert.equal(await screen.page.locator('.meal').count(), 0)
    await canteen.program.startAgain()
    await screen.page.locator('.meal').waitFor()
    await till.scan(canteen.token('周一平'))
    assert.match(await screen.moment('price'), /周\*平/)
    await till.stage('yes')
    await till.press('Escape')
    await screen.welcome()
  })
})

describe('on every screen', () => {
  it('all of it can be read, with the longest name too', async () => {
    await importRegister(canteen.admin, [...NEIGHBOURS, { name: LONGEST, birth: '1946-02-03', sex: '女' }])
    const { items } = await canteen.admin.get('/residents?limit=200')
    const { id: resident_id } = items.find(({ document }) => document.endsWith(idNumber('1946-02-03', '女', NEIGHBOURS.length + 1).slice(-4)))
    const faults = {}
    const look = async (state) => {
      for (const viewport of SCREENS) {
        await screen.page.setViewportSize(viewport)
        const found = await faultsOf(screen.page)
        if (found.length > 0) faults[`${state} ${viewport.width}`] = found
      }
    }
    await look('welcome')
    await ask('/scan', { resident_id })
    assert.match(await screen.moment('price'), /甲\*·乙\*/)
    await look('price')
    await ask('/sales', { id: newId(), resident_id, tender: 'cash', serve_as: 'decided', pays: '9.90' })
    await screen.moment('sold')
    await look('sold')
    await ask('/scan', { resident_id })
    await screen.moment('served')
    await look('served')
    await ask('/scan', { token: canteen.token('田桂英') })
    await screen.moment('ask')
    await look('ask')
    await canteen.admin.post(`/lanes/${(await canteen.admin.get('/lanes')).items[0].id}/revoke`, {})
    await screen.unpaired()
    await look('unpaired')
    assert.deepEqual(faults, {})
  })
})

/** A second screen: a device of its own that follows a counter. It keeps all that it ever shows, and when it showed thanks. */
class Screen {
  #device

  constructor(device) {
    this.#device = device
  }

  static async follow(counter) {
    const screen = new Screen(await canteen.newTill())
    await screen.page.addInitScript(remember)
    await screen.pairWith(counter)
    await screen.welcome()
    return screen
  }

  get page() {
    return this.#device.page
  }

  /** Opens the link that the counter shows as a QR code. */
  async pairWith(counter) {
    const { said } = await ask('/lane/display', {}, counter)
    await this.page.goto(said.url)
  }

  /** Waits until the screen shows a moment of this kind to a diner. */
  async moment(kind) {
    const shown = this.page.locator(`.moment.${kind}`)
    await shown.waitFor()
    return shown.innerText()
  }

  welcome() {
    return this.page.locator('.welcome').waitFor()
  }

  async unpaired() {
    const shown = this.page.locator('.unpaired')
    await shown.waitFor()
    return shown.innerText()
  }

  /** When the last thanks stood on the screen, by the clock of this computer. */
  shownAt() {
    return this.page.evaluate(() => window.thanksShown)
  }

  /** Every text that this screen has shown since its page was opened. */
  everything() {
    return this.page.evaluate(() => [...window.everShown])
  }

  close() {
    return this.#device.close()
  }
}

/** Runs in the page before anything else: keeps what is shown, and when a sale's thanks are drawn. */
function remember() {
  window.everShown = new Set()
  let last = ''
  new MutationObserver(() => {
    window.everShown.add(document.body?.innerText ?? '')
    const kind = document.querySelector('.moment')?.className ?? ''
    if (kind === last) return
    last = kind
    if (!kind.includes('sold')) return
    window.thanksShown = new Promise((drawn) => requestAnimationFrame(() => drawn(performance.timeOrigin + performance.now())))
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
}

/** Asks the server as the counter's page does; brings back what it said, and when the answer was there. */
function ask(path, body, counter = till) {
  return counter.page.evaluate(
    async ([to, text]) => {
      const answer = await fetch(`/api/v1${to}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: text })
      const said = await answer.text()
      if (!answer.ok) throw new Error(`${to}: ${answer.status} ${said}`)
      return { said: said === '' ? null : JSON.parse(said), at: performance.timeOrigin + performance.now() }
    },
    [path, JSON.stringify(body)],
  )
}

/** The cashier lets the browser use both screens: the question itself cannot be pressed from here. */
async function allowAllScreens() {
  const page = await till.page.context().newCDPSession(till.page)
  const { targetInfo } = await page.send('Target.getTargetInfo')
  const browser = await canteen.browser.newBrowserCDPSession()
  await browser.send('Browser.grantPermissions', {
    permissions: ['windowManagement'],
    origin: canteen.url,
    browserContextId: targetInfo.browserContextId,
  })
}

/** Writes somebody's class into the register. */
async function classify(name, classes) {
  const order = NEIGHBOURS.findIndex((one) => one.name === name)
  const { birth, sex } = NEIGHBOURS[order]
  const text = `姓名,身份证号,身份类别\n${name},${idNumber(birth, sex, order + 1)},${classes}\n`
  const { difference } = await canteen.admin.upload('/imports/dry-run', '身份类别.csv', text)
  await canteen.admin.upload(`/imports?difference=${difference}`, '身份类别.csv', text)
}
