// One long day at one device, counter and office: nobody but the canteen's own server is asked, and nothing is complained of.
// The witness that says so is itself put to the test.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Canteen } from './canteen.mjs'
import { Desk } from './desk.mjs'

const PAGES = ['今日', '班次', '待处理', '月度', '居民', '导入', '餐卡', '余额', '窗口', '人员', '政策', '审计']

let canteen
before(async () => {
  canteen = await Canteen.open()
})
after(() => canteen?.close())

describe('a whole day', () => {
  it('at the counter and on every page of the office asks nobody else', async () => {
    const till = await canteen.openTill('一号窗口', { camera: 'painted' })
    await till.choose('摄像头扫码', '开')
    await till.show(canteen.cards.get('王秀英').drawing)
    await till.stage('yes')
    await till.confirm()
    await till.stage('done')
    const desk = await Desk.open(canteen.browser, canteen.url)
    await desk.signIn()
    for (const page of PAGES) {
      await desk.walk(page)
      await desk.page.waitForLoadState('networkidle')
    }
    await desk.goto('/office/cards/print')
    await desk.page.waitForLoadState('networkidle')
    assert.ok(till.witness.asked.some((address) => address.endsWith('.wasm')), 'the camera’s reader was not seen to be fetched')
    assert.ok(till.witness.asked.some((address) => address.endsWith('/voice/voice.mp3')))
    till.witness.judge(canteen.url)
    desk.witness.judge(canteen.url)
  })
})

describe('the witness', () => {
  const faults = {
    'a picture from elsewhere': () => void document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:9/picture.png' })),
    'a word sent elsewhere': () => fetch('http://127.0.0.1:9/', { method: 'POST', body: '1' }).catch(() => undefined),
    'a style from elsewhere': () => void document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: 'http://127.0.0.1:9/font.css' })),
    'a script inside the page': () => void document.body.append(Object.assign(document.createElement('script'), { text: '1' })),
    'an error nobody caught': () => void setTimeout(() => JSON.parse('{')),
  }
  for (const [what, fault] of Object.entries(faults)) {
    it(`sees ${what}`, async () => {
      const desk = await Desk.open(canteen.browser, canteen.url)
      await desk.goto('/')
      desk.witness.judge(canteen.url)
      await desk.page.evaluate(fault)
      for (let tries = 0; tries < 50 && isQuiet(desk.witness); tries += 1) await desk.page.waitForTimeout(100)
      assert.equal(isQuiet(desk.witness), false)
      await desk.close()
    })
  }
})

function isQuiet(witness) {
  try {
    witness.judge(canteen.url)
    return true
  } catch (fault) {
    assert.ok(fault instanceof assert.AssertionError)
    return false
  }
}
