// At the door itself: its tag and the round's sheet on paper, read by a scanner; a volunteer's phone whose camera sees one and the other; a
// photo that leaves its place behind; and the office, which looks at it with a reason.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Canteen } from './canteen.mjs'
import { newId } from './client.mjs'
import { Desk } from './desk.mjs'
import { PASSWORD } from './furnish.mjs'
import { Paper, places, WHOLE } from './paper.mjs'
import { forgets, knows } from './phone.mjs'
import { today } from './program.mjs'
import { textOfDrawing } from './qr.mjs'
import { paintedCamera } from './till.mjs'
import { Witness } from './witness.mjs'

const VOLUNTEER = '赵志愿'
const DOORS = ['王秀英', '张德福', '田桂英']
/** Eight tags on a sheet, two beside each other, in millimetres. */
const TAGS = places({ many: 8, left: 15, top: 10, width: 90, height: 69 })

describe('a door', () => {
  let canteen
  let desk
  let phone
  let witness
  let tags
  let link

  before(async () => {
    canteen = await Canteen.open()
    const { admin } = canteen
    const { id } = await admin.post('/staff', { id: newId(), login: 'zhao', name: VOLUNTEER, role: 'volunteer', password: PASSWORD })
    for (const name of DOORS) {
      const { items } = await admin.post('/residents/search', { q: name })
      await admin.post('/deliveries/plans', {
        id: newId(), resident_id: items[0].id, meal: 'lunch', weekdays: [1, 2, 3, 4, 5, 6, 7], true_from: today(), diets: ['soft'], pays: 'owed', door_note: '钥匙在门垫下',
      })
    }
    await admin.post('/deliveries/rounds/draft', { id: newId(), date: today(), meal: 'lunch', seed: 1 })
    const [round] = (await admin.get(`/deliveries/days/${today()}/rounds?meal=lunch`)).rounds
    await admin.post(`/deliveries/rounds/${round.id}/volunteer`, { staff_id: id })
    await admin.post(`/deliveries/rounds/${round.id}/packed`, {})
    desk = await Desk.open(canteen.browser, canteen.url)
    await desk.signIn()
  })
  after(async () => {
    desk?.witness.judge(canteen.url)
    witness?.judge(canteen.url)
    await canteen?.close()
  })

  it('gets a tag that is printed large, without a name, and read as what the server made', async () => {
    await desk.goto('/office/deliveries/tags')
    await desk.press('给送餐住户发码')
    await desk.sees('请打印后贴到门口。')
    await desk.press('打印全部')
    await desk.page.locator('.desk-sheets .sheet').first().waitFor()
    const paper = await Paper.of(await desk.page.pdf({ preferCSSPageSize: true }))
    const { items } = await canteen.admin.post('/deliveries/tags/sheets', {})
    tags = await Promise.all(items.map(async (item) => ({ ...item, text: await textOfDrawing(item.qr_path, item.qr_size) })))
    assert.ok(tags.length > 0)
    for (const { text } of tags) assert.match(text, /^2\d{39}$/)
    assert.deepEqual(await paper.codes(TAGS), [tags.map(({ text }) => text)])
    // The first code lies in the left half of its tag, below the strip with the door.
    const wide = paper.sheets[0].darkWidth({ fromX: 16, toX: 63, fromY: 26, toY: 76 })
    assert.ok(wide >= 30 && Math.abs(wide - 35) < 0.4, `${wide} mm`)
    for (const name of DOORS) assert.ok(!paper.text.includes(name), name)
    await paper.throwAway()
  })

  it('stands on the round’s sheet, whose code opens the round on a phone', async () => {
    await desk.goto('/office/deliveries/rounds')
    await desk.press('打印路线单')
    await desk.page.locator('.paper').waitFor()
    const paper = await Paper.of(await desk.page.pdf({ preferCSSPageSize: true }))
    for (const name of DOORS) assert.ok(paper.text.includes(name), name)
    for (const secret of ['钥匙', 'round#']) assert.ok(!paper.text.includes(secret), secret)
    ;[[link]] = await paper.codes([WHOLE])
    assert.match(link, /\/round#[0-9a-f]{64}$/)
    await paper.throwAway()

    const context = await canteen.browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN', hasTouch: true, isMobile: true })
    await context.addInitScript(paintedCamera)
    witness = new Witness(context)
    phone = await context.newPage()
    phone.setDefaultTimeout(30_000)
    await phone.goto(link.replace(/^https?:\/\/[^/]+/, canteen.url))
    await phone.getByRole('button', { name: '扫门牌或餐卡' }).waitFor()
  })

  /** Holds a drawing before the phone's camera at the next door, and brings back who lives there. */
  async function scanned(drawingOf) {
    const name = await phone.locator('h2.name').innerText()
    await phone.getByRole('button', { name: '扫门牌或餐卡' }).tap()
    await phone.getByText('对准门牌码或老人的餐卡').waitFor()
    await phone.evaluate((shown) => window.showCard(shown), await drawingOf(name))
    await phone.getByText('已记：交到手').waitFor()
    await phone.evaluate(() => window.showCard(null))
    return name
  }

  it('is proved by its tag, and by the elder’s card, before the phone’s camera', async () => {
    const { rounds } = await canteen.admin.get(`/deliveries/days/${today()}/rounds?meal=lunch`)
    const first = await scanned(async () => tags.find(({ room }) => room === rounds[0].stops[0].room))
    await phone.getByRole('button', { name: '好', exact: true }).tap()
    const second = await scanned(async (name) => canteen.cards.get(name).drawing)
    assert.notEqual(first, second)
  })

  it('is seen on a photo that was taken there, without its place, by whoever has a reason', async () => {
    const large = await phone.evaluate(largePhoto)
    assert.ok(large.length > 400_000, `${large.length}`)
    // Without a signal the photo waits on the phone.
    await phone.context().setOffline(true)
    await phone.locator('input[type=file]').setInputFiles({ name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer: withPlace(Buffer.from(large, 'base64')) })
    await phone.getByText('已存 1 张照片').waitFor()
    await knows(phone, [...DOORS, '/9j/'])
    await phone.context().setOffline(false)
    await phone.getByRole('button', { name: '需要帮助' }).tap()
    await phone.getByRole('button', { name: '记下' }).tap()
    await phone.getByText('已上传').waitFor()
    assert.equal((await canteen.admin.get(`/days/${today()}`)).total.meals, 2)
    await desk.goto('/office/deliveries/rounds')
    await desk.press('照片 1')
    await desk.dialog.getByRole('textbox').fill('志愿者说老人需要帮助')
    await desk.press('查看', desk.dialog)
    const picture = desk.page.getByRole('img', { name: `${VOLUNTEER} 拍` })
    await picture.waitFor()
    const bytes = Buffer.from((await picture.getAttribute('src')).split(',')[1], 'base64')
    assert.ok(bytes.length <= 190_000 && bytes.length > 1_000, `${bytes.length} bytes`)
    assert.ok(!bytes.includes('GPS') && !bytes.includes('Exif'))
    assert.ok(await picture.evaluate((image) => image.decode().then(() => image.naturalWidth > 400)))
    const audit = JSON.stringify(await canteen.admin.get('/audit'))
    assert.ok(audit.includes('photo_seen') && audit.includes('志愿者说老人需要帮助'))
  })

  it('is forgotten by the phone, photo and all, when the round ends', async () => {
    await desk.page.keyboard.press('Escape')
    await phone.getByRole('button', { name: '没扫码' }).tap()
    await phone.getByRole('button', { name: '不要' }).tap()
    await phone.getByRole('button', { name: '没见到人' }).tap()
    await phone.getByRole('button', { name: '结束这一趟' }).tap()
    await forgets(phone, [...DOORS, '/9j/'])
  })
})

/** Runs in the page: a picture with so much in it that it does not get small by itself. */
async function largePhoto() {
  const canvas = document.createElement('canvas')
  canvas.width = 1600
  canvas.height = 1200
  const painter = canvas.getContext('2d')
  const dots = painter.createImageData(1600, 1200)
  for (let at = 0; at < dots.data.length; at += 1) dots.data[at] = at % 4 === 3 ? 255 : ((at >> 9) * 37 + at * 91) % 256
  painter.putImageData(dots, 0, 0)
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.95))
  const bytes = new Uint8Array(await blob.arrayBuffer())
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

/** The same photo as a phone's camera writes it: with the place where it was taken. */
function withPlace(jpeg) {
  const words = Buffer.from('Exif\0\0 GPS 34.0267N 113.8260E')
  const head = Buffer.from([0xff, 0xe1, 0, words.length + 2])
  return Buffer.concat([jpeg.subarray(0, 2), head, words, jpeg.subarray(2)])
}
