// The kitchen's sheet in the office: how many to cook, where they went, what is in the cold case, and labels that fit their sheet.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Canteen } from './canteen.mjs'
import { newId } from './client.mjs'
import { Desk } from './desk.mjs'
import { PASSWORD } from './furnish.mjs'
import { Paper } from './paper.mjs'
import { today } from './program.mjs'

/** A label, in millimetres. */
const LABEL = { width: 70, height: 37, top: 0.5 }
const ELDERS = [
  { name: '王秀英', diets: ['soft'], shown: '软食' },
  { name: '张德福', diets: ['diabetic', 'low_salt', 'soft', 'halal', 'vegetarian', 'avoid'], note: '不吃花生，不吃虾，不吃蟹，牛奶也不行，'.repeat(5).slice(0, 100), shown: '忌口' },
  { name: '阿卜杜热合曼·买买提吐尔逊江·阿布都热西提·艾克拜尔', diets: [], shown: '普通餐' },
]

describe('the kitchen', () => {
  let canteen
  let desk
  let paper

  before(async () => {
    canteen = await Canteen.open({ clock: '11:30' })
    const { admin } = canteen
    const { id: volunteer } = await admin.post('/staff', { id: newId(), login: 'zhao', name: '赵志愿', role: 'volunteer', password: PASSWORD })
    for (const { name, diets, note } of ELDERS) {
      const { items } = await admin.post('/residents/search', { q: name.slice(0, 6) })
      await admin.post('/deliveries/plans', {
        id: newId(), resident_id: items[0].id, meal: 'lunch', weekdays: [1, 2, 3, 4, 5, 6, 7], true_from: today(), diets, diet_note: note ?? null, pays: 'owed',
      })
    }
    await admin.post('/deliveries/rounds/draft', { id: newId(), date: today(), meal: 'lunch', seed: 1 })
    const { rounds } = await admin.get(`/deliveries/days/${today()}/rounds?meal=lunch`)
    await admin.post(`/deliveries/rounds/${rounds[0].id}/volunteer`, { staff_id: volunteer })
    desk = await Desk.open(canteen.browser, canteen.url)
    await desk.signIn()
  })
  after(async () => {
    desk?.witness.judge(canteen.url)
    await paper?.throwAway()
    await canteen?.close()
  })

  const line = (name) => desk.page.locator('tr').filter({ has: desk.page.getByRole('rowheader', { name, exact: true }) })

  /** Types one of the kitchen's numbers and waits until the sheet has it. */
  async function writes(name, meals) {
    await line(name).getByRole('textbox').fill(meals)
    await desk.press('记下', line(name))
    await line(name).getByRole('cell', { name: meals, exact: true }).waitFor()
  }

  it('says how many to cook, and plainly that nobody can know yet how many come to the counter', async () => {
    await desk.walk('厨房')
    await desk.sees('至少要 3 个才能估计；窗口做多少请厨房自己定')
    await desk.page.locator('.diets').getByText('糖尿病餐、低盐、软食、清真、素食、忌口').waitFor()
    await writes('员工餐', '4')
    await desk.page.locator('.numbers .all').getByText('7', { exact: true }).waitFor()
  })

  it('balances, and is closed with a reason for what is missing', async () => {
    await writes('做了', '12')
    await writes('剩下', '7')
    await line('对不上').getByRole('cell', { name: '1', exact: true }).waitFor()
    await desk.press('结单')
    await desk.dialog.getByText('还有 1 份对不上').waitFor()
    await desk.dialog.getByRole('textbox').fill('打翻一份')
    await desk.press('结单', desk.dialog)
    await desk.sees('已结单')
    await writes('剩下', '8')
    await desk.sees('结单后数字有变化，请再结一次。')
    await line('对不上').getByText('正好').waitFor()
    await desk.press('结单')
    await desk.press('结单', desk.dialog)
    await desk.sees('差 1 份：打翻一份')
  })

  it('keeps samples and names what is too cold', async () => {
    const part = (title) => desk.page.locator('section').filter({ has: desk.page.getByRole('heading', { name: title }) })
    const cold = part('中心温度')
    await cold.getByLabel('菜名').fill('红烧肉')
    await cold.getByLabel('温度（℃）').fill('69.9')
    await cold.getByLabel('测量人').fill('刘师傅')
    await desk.press('记温度', cold)
    await cold.getByText('低于 70 ℃，要再加热').waitFor()
    const samples = part('留样')
    await samples.getByText('这些菜没有留样：红烧肉').waitFor()
    await samples.getByLabel('菜名').fill('红烧肉')
    await samples.getByLabel('克数').fill('124')
    await samples.getByLabel('留样人').fill('刘师傅')
    await desk.press('记留样', samples)
    await samples.getByText('每种菜留样 125 至 5000 克。').first().waitFor()
    await samples.getByLabel('克数').fill('125')
    await desk.press('记留样', samples)
    await samples.getByText('存到').waitFor()
    await samples.getByText('这些菜没有留样').waitFor({ state: 'detached' })
    await desk.press('处理', samples)
    await desk.dialog.getByText('倒掉', { exact: true }).click()
    await desk.dialog.getByLabel('处理人').fill('刘师傅')
    await desk.press('保存', desk.dialog)
    await desk.dialog.getByText('留样要存满 48 小时').first().waitFor()
    await desk.press('取消', desk.dialog)
  })

  it('prints a label for each box: on A4, each inside its own 70 x 37 mm, the diet in the largest letters', async () => {
    const { rounds } = await canteen.admin.get(`/deliveries/days/${today()}/rounds?meal=lunch`)
    await canteen.admin.post(`/deliveries/rounds/${rounds[0].id}/packed`, {})
    await desk.press('打印餐盒标签')
    await desk.sees('3 个标签，1 张')
    await desk.page.locator('.label').first().waitFor()
    paper = await Paper.of(await desk.page.pdf({ preferCSSPageSize: true }))
    assert.equal(paper.sheets.length, 1)
    const { width, height } = paper.sheets[0].size
    assert.ok(Math.abs(width - 210) < 0.5 && Math.abs(height - 297) < 0.5, `${width} x ${height}`)
    const stops = rounds[0].stops
    const written = await paper.words()
    for (const [at, { name, stop_no: stop }] of stops.entries()) {
      const inside = written.filter(({ left, right }) => left >= at * LABEL.width && right <= (at + 1) * LABEL.width)
      const text = inside.map(({ text }) => text).join('')
      for (const said of [`1路${stop}站`, name, '1号楼', '打包']) assert.ok(text.includes(said), `${said} is missing in ${text}`)
      const elder = ELDERS.find((each) => each.name.startsWith(name[0]))
      assert.ok(text.includes(elder.shown) && text.includes(elder.note ?? ''), text)
      const tall = ({ top, bottom }) => bottom - top
      const diet = inside.find((word) => word.text.includes(elder.shown))
      assert.equal(tall(diet), Math.max(...inside.map(tall)), `${elder.shown} is not the largest of ${text}`)
    }
    // A scanner's eye: no ink comes nearer than two millimetres to where a label ends.
    const [sheet] = paper.sheets
    for (const edge of [0, 1, 2, 3].map((at) => at * LABEL.width)) {
      const beside = { fromX: Math.max(0, edge - 2), toX: Math.min(209, edge + 2), fromY: 0, toY: 100 }
      assert.equal(sheet.darkWidth(beside), -Infinity, `ink at ${edge} mm`)
    }
    for (const edge of [LABEL.top, LABEL.top + LABEL.height]) {
      const across = { fromX: 0, toX: 209, fromY: Math.max(0, edge - 2), toY: edge + 2 }
      assert.equal(sheet.darkWidth(across), -Infinity, `ink at ${edge} mm from the top`)
    }
    const soft = written.find(({ text }) => text === '软食')
    assert.ok(soft.right - soft.left > 16, `two letters of ${soft.right - soft.left} mm`)
    for (const { name } of ELDERS) assert.ok(!paper.text.includes(name), name)
  })
})
