// What is cooked, told in the browser: a dish is written down, a week is set by the keyboard and copied, whom a dish does not suit is
// named, the week lies on paper, and the board in the hall shows it, with the server and without.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Canteen } from './canteen.mjs'
import { newId } from './client.mjs'
import { Desk } from './desk.mjs'
import { faultsOf, OFFICE } from './layout.mjs'
import { Paper } from './paper.mjs'
import { today } from './program.mjs'

const SCREENS = [{ width: 1280, height: 800 }, { width: 390, height: 844 }]
/** As long as a dish's name may be. */
const LONGEST = '河南老式铁锅慢炖五花肉配土豆粉条白菜豆腐干香菇木耳一大碗热菜'.slice(0, 30)
const MANY = 16

let canteen
let desk
/** Dishes by name. */
const dishes = new Map()

before(async () => {
  canteen = await Canteen.open({ clock: '11:30' })
  const { items } = await canteen.admin.post('/residents/search', { q: '王秀英' })
  await canteen.admin.post('/deliveries/plans', {
    id: newId(), resident_id: items[0].id, meal: 'lunch', weekdays: [1, 2, 3, 4, 5, 6, 7], true_from: today(), diets: ['avoid'], diet_note: '不吃花生', pays: 'wallet',
  })
  for (const [name, kind] of [['米饭', 'staple'], ['馒头', 'staple'], ['番茄炒蛋', 'vegetable'], ['小米粥', 'soup'], [LONGEST, 'meat']]) await cook(name, kind)
  desk = await Desk.open(canteen.browser, canteen.url)
  await desk.signIn()
})
after(async () => {
  desk?.witness.judge(canteen.url)
  await canteen?.close()
})

async function cook(name, kind) {
  const allergens = name.includes('蛋') ? ['eggs'] : []
  const dish = { id: newId(), seen: 0, name, kind, allergens, ingredients: null, unfit_for: [], offered: true }
  dishes.set(name, (await canteen.admin.post('/menus/dishes', dish)).id)
}

/** The day so many days from today. */
function dayFromToday(days) {
  return new Date(Date.parse(`${today()}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** The names on a menu, asked as another client. */
async function menuOf(day, meal) {
  const { menus } = await canteen.admin.get(`/menus?from=${day}&to=${day}`)
  return menus.find((menu) => menu.meal === meal)?.dishes.map(({ name }) => name) ?? []
}

/** What does not fit, on a desk and on a phone. */
async function faultsOnEveryScreen() {
  const faults = {}
  // A word that something worked passes by in front of the page.
  await desk.page.waitForFunction(() => document.querySelector('.el-message') === null)
  for (const screen of SCREENS) {
    await desk.page.setViewportSize(screen)
    const found = await faultsOf(desk.page, OFFICE)
    if (found.length > 0) faults[`${screen.width} x ${screen.height}`] = found
  }
  await desk.page.setViewportSize(SCREENS[0])
  return faults
}

describe('the menus', () => {
  it('begin with a dish that is written down with what is in it', async () => {
    await desk.walk('菜单')
    await desk.page.getByRole('link', { name: '菜品' }).click()
    await desk.press('新菜品')
    await desk.dialog.getByLabel('菜名').fill('宫保鸡丁')
    await desk.dialog.getByRole('radio', { name: '荤菜' }).click()
    await desk.dialog.getByLabel('配料').fill('鸡肉、花生米')
    await desk.dialog.getByRole('button', { name: '大豆' }).click()
    await desk.dialog.getByRole('button', { name: '低盐' }).click()
    await desk.press('保存', desk.dialog)
    await desk.sees('菜品已保存')
    const { dishes: kept } = await canteen.admin.get('/menus/dishes')
    const { kind, ingredients, allergens, unfit_for, version_no } = kept.find(({ name }) => name === '宫保鸡丁')
    assert.deepEqual([kind, ingredients, allergens, unfit_for, version_no], ['meat', '鸡肉、花生米', ['soy'], ['low_salt'], 1])
    assert.deepEqual(await faultsOnEveryScreen(), {})
  })

  it('are set by the keyboard alone, and name whom a dish does not suit', async () => {
    await desk.goto('/office/menus')
    const search = desk.page.getByRole('searchbox')
    await search.fill('米饭')
    await search.press('Enter')
    await desk.page.keyboard.type('花生')
    await desk.page.keyboard.press('Enter')
    await desk.page.keyboard.type('番茄')
    await desk.page.keyboard.press('Enter')
    await desk.sees('主食少于 3 种')
    // The last is taken back, and comes again before the second.
    await desk.page.keyboard.press('Backspace')
    await desk.page.keyboard.type('番茄')
    await desk.page.keyboard.press('Enter')
    const egg = desk.page.locator(`[data-dish="${dishes.get('番茄炒蛋')}"]`)
    await egg.focus()
    await desk.page.keyboard.press('Alt+ArrowUp')
    await desk.page.keyboard.press('Control+s')
    await desk.sees('菜单已保存')
    assert.deepEqual(await menuOf(today(), 'lunch'), ['米饭', '番茄炒蛋', '宫保鸡丁'])
    await desk.page.getByText('忌口“花生”').click()
    await desk.sees('王*英')
    assert.deepEqual(await faultsOnEveryScreen(), {})
  })

  it('of another week are copied, looked at and saved', async () => {
    for (let no = 0; no < MANY; no += 1) await cook(`家常小菜${no}`, ['meat', 'vegetable', 'cold', 'extra'][no % 4])
    const all = [...dishes.values()]
    await canteen.admin.post('/menus', { menus: [{ service_date: today(), meal: 'dinner', dishes: all, seen: 0 }] })
    await desk.goto('/office/menus')
    await desk.press('下一周')
    await desk.sees('还没排')
    await desk.press('抄上周菜单')
    await desk.press(/^保存 2 餐/)
    await desk.sees('菜单已保存')
    assert.deepEqual(await menuOf(dayFromToday(7), 'lunch'), ['米饭', '番茄炒蛋', '宫保鸡丁'])
    assert.equal((await menuOf(dayFromToday(7), 'dinner')).length, all.length)
    assert.deepEqual(await faultsOnEveryScreen(), {})
  })

  it('lie on one sheet of A4 for each meal', async () => {
    await desk.goto('/office/menus/print')
    await desk.page.locator('.week').first().waitFor()
    const paper = await Paper.of(await desk.page.pdf({ preferCSSPageSize: true }))
    try {
      assert.equal(paper.sheets.length, 2)
      for (const { size } of paper.sheets) assert.ok(Math.abs(size.width - 210) < 0.5 && Math.abs(size.height - 297) < 0.5, JSON.stringify(size))
      const [lunch, dinner] = (await paper.texts()).map((text) => text.replaceAll(/\s+/g, ''))
      for (const said of ['午餐', '米饭', '宫保鸡丁', '番茄炒蛋']) assert.ok(lunch.includes(said), `${said} in ${lunch}`)
      for (const said of ['晚餐', LONGEST.slice(0, 8), `家常小菜${MANY - 1}`]) assert.ok(dinner.includes(said), `${said} in ${dinner}`)
    } finally {
      await paper.throwAway()
    }
  })
})

describe('the board in the hall', () => {
  it('shows today’s dishes by kind to anybody, and the last ones while nobody answers', async () => {
    const { canteen: own } = await canteen.admin.get('/session')
    const context = await canteen.browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'zh-CN' })
    const page = await context.newPage()
    page.setDefaultTimeout(10_000)
    await page.clock.install()
    await page.goto(`${canteen.url}/board#${own.id}`)
    const meat = page.locator('section', { hasText: '荤菜' })
    await meat.getByText('宫保鸡丁').waitFor()
    await page.getByText('含蛋').waitFor()
    assert.match(await page.locator('header').innerText(), /七一社区幸福食堂[\s\S]*午餐/)
    assert.deepEqual(await faultsOf(page), [])

    // A dish more, and a minute later it is there.
    const { menus } = await canteen.admin.get(`/menus?from=${today()}&to=${today()}`)
    const { set_no: seen, dishes: kept } = menus.find((menu) => menu.meal === 'lunch')
    const more = [...kept.map(({ id }) => id), dishes.get('小米粥'), dishes.get(LONGEST)]
    await canteen.admin.post('/menus', { menus: [{ service_date: today(), meal: 'lunch', dishes: more, seen }] })
    await page.clock.runFor('01:01')
    await page.getByText('小米粥').waitFor()
    for (const viewport of [{ width: 1280, height: 720 }, { width: 1080, height: 1920 }]) {
      await page.setViewportSize(viewport)
      assert.deepEqual(await faultsOf(page), [])
    }

    // Nobody answers any more, not even after the screen was switched off and on.
    await page.route('**/api/**', (route) => route.abort())
    await page.clock.runFor('06:30')
    await page.getByText('连不上服务器').waitFor()
    assert.ok((await page.locator('main').innerText()).includes('小米粥'))
    await page.goto(`${canteen.url}/board`)
    await page.getByText('小米粥').waitFor()
    await context.close()
  })
})
