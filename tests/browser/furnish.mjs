// What does a canteen have before it opens? An admin, a policy, a cashier, a lane, a small register, cards in hands.
import { readFile } from 'node:fs/promises'
import { Client, newId } from './client.mjs'
import { today } from './program.mjs'
import { textOfDrawing } from './qr.mjs'

export const PASSWORD = 'correct horse battery staple'
export const PIN = '2580'
export const CASHIER = '李收银'

/** Who lives in the browser stories. One name is as long as names get. */
export const NEIGHBOURS = [
  { name: '王秀英', birth: '1948-03-12', sex: '女' },
  { name: '张德福', birth: '1945-10-01', sex: '男' },
  { name: '欧阳秀兰', birth: '1950-02-28', sex: '女' },
  { name: '阿卜杜热合曼·买买提吐尔逊江·阿布都热西提·艾克拜尔', birth: '1951-07-07', sex: '男' },
  { name: '田桂英', birth: '1939-01-09', sex: '女' },
  { name: '陈小明', birth: '2018-06-01', sex: '男' },
  { name: '陈大明', birth: '1949-05-05', sex: '男' },
  { name: '周一平', birth: '1947-08-08', sex: '女' },
  { name: '吴二妹', birth: '1952-11-11', sex: '女' },
]

/** Founds the canteen and fills it; brings back the admin and what lies in people's hands. */
export async function furnish(program) {
  const admin = await found(program)
  await importRegister(admin, NEIGHBOURS)
  const cards = await cardsInHands(admin)
  return { admin, cards }
}

/** Founds the canteen: an admin, a policy, a cashier. */
export async function found(program) {
  const admin = new Client(program.url)
  await admin.post('/setup', {
    token: program.setUpToken,
    canteen_name: '七一社区幸福食堂',
    login: 'admin',
    name: '管理员',
    password: PASSWORD,
  })
  await adopt(admin, await policyOpenAllDay())
  await admin.post('/staff', { id: newId(), login: 'cashier', name: CASHIER, role: 'cashier', pin: PIN })
  return admin
}

/** Proposes a policy, and lets a second person approve it. */
export async function adopt(admin, text) {
  const id = newId()
  await admin.post('/policies/proposals', { id, text })
  return approve(admin, id)
}

/** Lets a second person, who is hired for it, approve a proposal. */
export async function approve(admin, id) {
  const login = `checker-${id.slice(-12)}`
  await admin.post('/staff', { id: newId(), login, name: '复核员', role: 'checker', password: PASSWORD })
  const second = admin.stranger()
  await second.post('/session', { login, password: PASSWORD })
  const { sha256 } = (await second.get('/policies/proposals')).items.find((each) => each.id === id)
  return second.post(`/policies/proposals/${id}/approval`, { id: newId(), sha256 })
}

/** A code that makes a new device a lane. */
export async function laneCode(admin, name = '一号窗口') {
  const { code } = await admin.post('/lanes/codes', { id: newId(), name })
  return code.replaceAll(/\D/g, '')
}

/** Qiyi's policy with lunch around the clock, so that the stories can be told at any hour. */
async function policyOpenAllDay() {
  const text = await readFile(new URL('../../pos-server/policies/qiyi-2023-10-23.toml', import.meta.url), 'utf8')
  const from = today()
  return text
    .replace('version = "qiyi-2023-10-23"', `version = "story-${from}"`)
    .replace('valid_from = 2023-10-23', `valid_from = ${from}`)
    .replace('opens = "10:30"\ncloses = "13:30"', 'opens = "00:00"\ncloses = "23:57"')
    .replace('opens = "16:30"\ncloses = "19:00"', 'opens = "23:58"\ncloses = "23:59"')
}

/** Imports people as a community would send them. */
export async function importRegister(admin, people) {
  const rows = people.map(({ name, birth, sex, grid = '第一网格' }, at) =>
    [name, idNumber(birth, sex, at + 1), sex, birth, grid, '向阳花园', '1号楼', '1单元', `10${at}`].join(','),
  )
  const text = ['姓名,身份证号,性别,出生日期,网格,小区,楼栋,单元,户室', ...rows, ''].join('\n')
  const seen = await admin.upload('/imports/dry-run', '居民.csv', text)
  if (seen.counts.wrong > 0) throw new Error(JSON.stringify(seen.wrong))
  await admin.upload(`/imports?difference=${seen.difference}`, '居民.csv', text)
}

/** The text of each card, by the end of its holder's ID number: what the printed sheet shows, read back. */
async function cardsInHands(admin) {
  const { batch } = await admin.post('/cards/issue', { id: newId(), all_eligible: true })
  const residents = await admin.get('/residents?limit=200')
  const cards = await admin.get('/cards')
  const sheet = await admin.get(`/cards/sheets?batch=${batch}`)
  const inHands = new Map()
  for (const { number, qr_path, qr_size } of sheet.items) {
    const digits = number.replaceAll(' ', '')
    const card = cards.items.find((one) => one.number.replaceAll(' ', '') === digits)
    const holder = residents.items.find(({ id }) => id === card.resident_id)
    const { name } = NEIGHBOURS.find(({ birth, sex }, at) => idNumber(birth, sex, at + 1).slice(-4) === holder.document.slice(-4))
    inHands.set(name, { id: card.id, number: digits, token: await textOfDrawing(qr_path, qr_size), drawing: { qr_path, qr_size } })
  }
  return inHands
}

/** An ID number that passes every check and belongs to nobody: 999 is no province. */
export function idNumber(birth, sex, order) {
  const body = `999001${birth.replaceAll('-', '')}${String(order * 2 + (sex === '男' ? 1 : 0)).padStart(3, '0')}`
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, at) => total + weight * Number(body[at]), 0)
  return body + '10X98765432'[sum % 11]
}
