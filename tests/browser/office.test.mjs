// The office from the first link to the first lane: set up, load the policy, import a workbook, issue cards, look after
// people. The judge asks the server as another client than the page.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { Client, newId } from './client.mjs'
import { Desk } from './desk.mjs'
import { approve, idNumber, PASSWORD } from './furnish.mjs'
import { Program } from './program.mjs'
import { openBrowser } from './till.mjs'
import { workbook } from './workbook.mjs'

const POLICY = new URL('../../pos-server/policies/qiyi-2023-10-23.toml', import.meta.url)
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const HEADERS = ['小区', '楼号', '姓名', '证件号码', '电话', '房号', '网格']
/** Who stands in the workbook; the ID numbers are put in by each story. */
const PEOPLE = [
  ['春秋苑', '1号楼', '王秀英', '', '13800000001', '101', '第一网格'],
  ['春秋苑', '2号楼', '张德福', '', '13800000002', '202', '第一网格'],
  ['许继花园', '5号楼', '<b>田桂英</b>', '', '13800000003', '303', '第二网格'],
]

let program
let browser
let desk
let judge

before(async () => {
  program = await Program.start()
  browser = await openBrowser()
  desk = await Desk.open(browser, program.url)
  judge = new Client(program.url)
})
after(async () => {
  await browser?.close()
  await program?.stop()
})

/** The workbook of these people with these ID numbers. */
const sheetOf = (documents) => workbook([HEADERS, ...PEOPLE.map((cells, at) => cells.map((cell, column) => (column === 3 ? documents[at] : cell)))])
const RIGHT = [idNumber('1948-03-12', '女', 1), idNumber('1945-10-01', '男', 2), idNumber('1939-01-09', '女', 3)]

const drop = (bytes, name = '七一社区登记表.xlsx') => desk.page.locator('input[type=file]').setInputFiles({ name, mimeType: XLSX, buffer: bytes })
const residents = async () => (await judge.get('/residents')).total

describe('the office', () => {
  it('opens by the link on the console, and the link leaves the address bar at once', async () => {
    await desk.goto(`/setup#${program.setUpToken}`)
    await desk.page.getByLabel('食堂名称').waitFor()
    assert.equal(await desk.page.evaluate(() => location.href), `${program.url}/setup`)
    await desk.page.getByLabel('食堂名称').fill('七一社区幸福食堂')
    await desk.page.getByLabel('您的姓名').fill('刘敏')
    await desk.page.getByLabel('登录名').fill('admin')
    await desk.page.getByLabel('密码', { exact: true }).fill(PASSWORD)
    await desk.page.getByLabel('再输入一次密码').fill(PASSWORD)
    await desk.press('建立食堂并进入办公室')
    await desk.sees('这一天还没有卖餐')
    assert.match(await desk.page.title(), /七一社区幸福食堂/)
    await judge.post('/session', { login: 'admin', password: PASSWORD })
  })

  it('names the lines of a bad policy, keeps nothing of it, and lets a second person approve a good one', async () => {
    const good = (await readFile(POLICY, 'utf8')).replace('version = "qiyi-2023-10-23"', 'version = "ours"').replace('"9.90" ', '"8.80" ').replace('"5.10"', '"6.20"')
    await desk.walk('政策')
    await desk.sees('9.90')
    await desk.page.getByRole('link', { name: '修改与审批' }).click()
    await desk.press('提出新政策')
    await desk.press('从现在的政策改起')
    assert.match(await desk.page.locator('textarea').inputValue(), /version = "qiyi-2023-10-23"/)
    await desk.page.locator('textarea').fill(good.replace(/^standard = .*$/m, 'standard = 1e3'))
    await desk.press('检查')
    await desk.page.locator('.mistakes button', { hasText: /第 \d+ 行/ }).first().click()
    const marked = await desk.page.locator('textarea').evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd))
    assert.equal(marked, 'standard = 1e3')
    assert.deepEqual((await judge.get('/policies/proposals')).items, [])
    await desk.page.locator('input[type=file]').setInputFiles({ name: 'policy.toml', mimeType: 'text/plain', buffer: Buffer.from(good) })
    await desk.press('检查')
    await desk.sees('→ 自付 8.80 元')
    await desk.press('提交，由另一人批准')
    await desk.sees('这是您自己提出的，要由另一个人批准。')
    assert.equal((await judge.get('/policy')).version, 'qiyi-2023-10-23')
    const [proposal] = (await judge.get('/policies/proposals')).items
    await approve(judge, proposal.id)
    await desk.walk('政策')
    await desk.sees('8.80')
    assert.equal((await judge.get('/policy')).version, 'ours')
  })

  it('holds a whole workbook back for one wrong row and says which, where and why', async () => {
    await desk.walk('导入')
    await drop(sheetOf([RIGHT[0], `${RIGHT[1].slice(0, 17)}${RIGHT[1].endsWith('1') ? '2' : '1'}`, RIGHT[2]]))
    await desk.sees('有 1 处需要改')
    await desk.sees('第 3 行')
    assert.equal(await desk.page.getByRole('button', { name: '全部导入' }).count(), 0)
    const [download] = await Promise.all([desk.page.waitForEvent('download'), desk.press('下载错误清单')])
    assert.match(await readFile(await download.path(), 'utf8'), /^\uFEFF行,列,/)
    assert.equal(await residents(), 0)
  })

  it('takes the mended workbook over whole, and the same file again changes nothing', async () => {
    await desk.press('换一个文件')
    await drop(sheetOf(RIGHT))
    await desk.sees('可以导入')
    await desk.press('全部导入')
    await desk.sees('新增 3 位，变更 0 位，0 位不变。')
    assert.equal(await residents(), 3)
    await desk.press('换一个文件')
    await drop(sheetOf(RIGHT))
    await desk.sees('没有变化')
    assert.equal(await desk.page.getByRole('button', { name: '全部导入' }).count(), 0)
  })

  it('refuses an old .xls before anything is sent', async () => {
    await desk.press('换一个文件')
    const asked = desk.witness.asked.length
    await drop(Buffer.from('old'), 'register.xls')
    await desk.sees('请在 Excel 里另存为 .xlsx')
    assert.equal(desk.witness.asked.length, asked)
  })

  it('finds people by pinyin initials and shows markup in a name as letters', async () => {
    await desk.walk('居民')
    await desk.page.getByRole('searchbox').fill('wxy')
    await desk.sees('1 位居民')
    await desk.sees('王*英')
    await desk.page.getByRole('searchbox').fill('')
    await desk.sees('3 位居民')
    assert.equal(await desk.page.locator('#page table b').count(), 0)
  })

  it('shows an ID number only for a reason, hides it again, and writes it down', async () => {
    await desk.page.getByRole('row', { name: /王\*英/ }).click()
    const drawer = desk.dialog
    await drawer.getByText('查看完整信息').click()
    assert.ok(!(await desk.text()).includes(RIGHT[0]))
    await drawer.getByLabel('原因').fill('核对身份证')
    await desk.press('查看 30 秒', drawer)
    await drawer.getByText(RIGHT[0]).waitFor()
    await desk.press('立即隐藏', drawer)
    assert.ok(!(await desk.text()).includes(RIGHT[0]))
    const [line] = (await judge.get('/audit')).items.filter(({ action }) => action === 'resident_revealed')
    assert.deepEqual(line.detail, { reason: '核对身份证' })
    assert.ok(!program.printed.includes(RIGHT[0]))
  })

  it('records a dated fact and corrects it by another one', async () => {
    const drawer = desk.dialog
    await desk.press('记一条情况', drawer)
    await drawer.getByRole('radio', { name: '入住养老机构' }).click()
    await drawer.getByLabel('依据的文件（可不填）').fill('入住协议')
    await desk.press('记入', drawer)
    await drawer.getByText('依据：入住协议').waitFor()
    await drawer.getByRole('listitem').filter({ hasText: '入住协议' }).getByRole('button', { name: '更正' }).click()
    await drawer.getByLabel('依据的文件（可不填）').fill('入住协议二')
    await desk.press('记入', drawer)
    await drawer.getByText('依据：入住协议二').waitFor()
    await drawer.getByText('已更正').waitFor()
    await desk.press('关闭', drawer)
  })

  it('issues cards to all who may have one, offers them for printing, and replaces a lost one', async () => {
    await desk.walk('餐卡')
    await desk.press('发卡', desk.page.locator('.head'))
    await desk.press('现在发卡', desk.dialog)
    await desk.sees('已发 3 张卡。')
    await desk.dialog.getByRole('link', { name: '打印这一批' }).click()
    await desk.page.locator('.desk-sheets .sheet').waitFor()
    assert.equal(await desk.page.locator('.sheet article').count(), 3)
    assert.equal(await desk.page.locator('.sheet b').count(), 0)
    await desk.press('返回餐卡')
    await desk.page.getByRole('row', { name: /张\*福/ }).click()
    await desk.press('补卡', desk.dialog)
    const asking = desk.page.getByRole('dialog', { name: /补卡/ })
    await asking.getByLabel('原因').fill('卡丢了')
    await desk.press('确认补卡', asking)
    await desk.sees(/已补发新卡 \d{4} \d{4}/)
    const states = (await judge.get('/cards')).items.map(({ state }) => state).sort()
    assert.deepEqual(states, ['active', 'active', 'active', 'closed'])
  })

  it('shows a lane’s code large, and notices when the device is in', async () => {
    await desk.goto('/office/lanes')
    await desk.press('新窗口', desk.page.locator('.head'))
    await desk.dialog.getByLabel('窗口名称').fill('一号窗口')
    await desk.press('生成绑定码', desk.dialog)
    const code = await desk.dialog.locator('.code').innerText()
    assert.match(code, /^\d{4} \d{4}$/)
    assert.match(await desk.dialog.locator('.left').innerText(), /^(10:00|9:\d\d) 内有效/)
    await new Client(program.url).post('/lanes/enrol', { code: code.replace(' ', '') })
    await desk.sees('“一号窗口”已接入，可以开始卖餐了。')
    await desk.press('完成', desk.dialog)
    await desk.page.getByRole('row', { name: /一号窗口/ }).getByText('已接入').waitFor()
  })

  it('shows each role its own pages', async () => {
    await judge.post('/staff', { id: newId(), login: 'zhao', name: '赵会计', role: 'finance', password: `${PASSWORD} zhao` })
    const other = await Desk.open(browser, program.url)
    await other.signIn('zhao', `${PASSWORD} zhao`)
    const names = await other.page.getByRole('navigation').getByRole('link').allInnerTexts()
    assert.deepEqual(names.map((name) => name.trim()), ['今日', '班次', '待处理', '月度', '账簿', '余额', '政策'])
    await other.goto('/office/staff')
    await other.sees('这一页不在您的岗位范围内')
    await other.close()
  })

  it('says what to do when the server breaks, and goes on when it is back', async () => {
    const broken = { title: 'x', status: 500, code: 'internal_error', message: { zh: '系统出错，请再试一次。', en: 'Broken.' } }
    await desk.page.route('**/api/v1/audit*', (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(broken) }))
    await desk.walk('审计')
    await desk.sees('系统出错，请再试一次。')
    await desk.page.unroute('**/api/v1/audit*')
    await desk.press('再试一次')
    await desk.sees('查看完整信息')
  })

  it('speaks English by one press, and never asked anybody but the canteen', async () => {
    await desk.press('English')
    await desk.sees('Audit trail')
    await desk.press('Sign out')
    await desk.sees('Sign in to the office')
    desk.witness.judge(program.url)
  })
})
