// A week of lunches at the doors, walked by two volunteers whose phones lose their signal whenever chance says so. In the evening
// every meal has ended with proof, was settled, or stands on the board in red; the kitchen's count is the rounds' count; the money in
// the bags is what was collected; and no phone knows anything but its own round of its own day.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Canteen } from './canteen.mjs'
import { Client, newId } from './client.mjs'
import { importRegister, NEIGHBOURS, PASSWORD } from './furnish.mjs'
import { Dice, Phone } from './phone.mjs'

/** Lives a week again that failed: its seed is in the name of the test. */
const SEED = Number(process.env.WEEK_SEED ?? Date.now() % 1_000_000)
const DAYS = 7
const ELDERS = NEIGHBOURS.filter(({ birth }) => birth < '1960').map(({ name }) => name)
const VOLUNTEERS = [
  { login: 'zhao', name: '赵志愿' },
  { login: 'qian', name: '钱志愿' },
]
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
/** What a lunch costs at the door, in fen. */
const LUNCH = 990

describe(`a week of deliveries (WEEK_SEED=${SEED})`, () => {
  const dice = new Dice(SEED)
  let canteen
  let admin
  let staff
  let phones
  /** Who is who: the board masks names, the phone does not. */
  const names = new Map()
  /** The links of the day before. */
  let yesterday = []

  before(async () => {
    canteen = await Canteen.open({ clock: '11:00' })
    ;({ admin } = canteen)
    await importRegister(admin, NEIGHBOURS.map((one, at) => ({ ...one, grid: at % 2 === 0 ? '第一网格' : '第二网格' })))
    staff = []
    for (const one of VOLUNTEERS) staff.push(await admin.post('/staff', { id: newId(), ...one, role: 'volunteer', password: PASSWORD }))
    const date = await today()
    for (const [at, name] of ELDERS.entries()) {
      const { items } = await admin.post('/residents/search', { q: name })
      names.set(items[0].id, name)
      const pays = paysCash(name) ? 'cash' : 'owed'
      await admin.post('/deliveries/plans', {
        id: newId(), resident_id: items[0].id, meal: 'lunch', weekdays: EVERY_DAY, true_from: date, diets: at % 3 === 0 ? ['soft'] : [], pays,
      })
    }
    phones = await Promise.all(VOLUNTEERS.map(() => Phone.open(canteen.browser, canteen.url, dice)))
  })
  after(async () => {
    for (const phone of phones ?? []) phone.witness.judge(canteen.url)
    for (const phone of phones ?? []) await phone.close()
    await canteen?.close()
  })

  it('brings every meal to an end in the open', async () => {
    for (let day = 0; day < DAYS; day += 1) await liveThrough(day)
  })

  it('would not be believed if a phone had lost one word', async () => {
    phones[0].isToLose = true
    const untilLost = async () => {
      for (let day = DAYS; phones[0].isToLose; day += 1) await liveThrough(day)
    }
    await assert.rejects(untilLost(), { code: 'ERR_ASSERTION' })
  })

  /** One day, from the morning's rounds to the evening's books. */
  async function liveThrough(day) {
    await restartAt('11:00', day)
    const date = await today()
    const rounds = await layOut(date)
    const told = new Map()
    for (const [at, round] of rounds.entries()) await walk(phones[at], round, rounds[1 - at], told)

    // Whoever is still looked for is red on the board when twenty minutes have passed.
    await restartAt('11:45', day)
    const evening = await board(date)
    for (const stop of stopsOf(evening)) {
      const name = nameOf(stop)
      const { ended, isOpen, welfare } = told.get(name) ?? assert.fail(`${name} is on the board of ${date}, and nobody was there`)
      assert.equal(stop.stop.state, isOpen ? 'searching' : STATE[ended], `${name}, ${ended}, on ${date}`)
      assert.equal(stop.alarm, isOpen ? 'red' : 'none', name)
      assert.equal(stop.needs_help, welfare === '需要帮助', name)
    }

    const meals = await settle(evening, told)
    await judgeBooks(date, evening, told, meals)
    for (const { id } of evening.rounds) await admin.post(`/deliveries/rounds/${id}/close`, {})
    for (const phone of phones) {
      await phone.page.reload()
      await phone.forgets(ELDERS)
      assert.equal((await phone.asks('/round')).status, 410)
    }
    for (const { link } of rounds) await refusesLink(link)
    yesterday = rounds.map(({ link }) => link)
  }

  /** Lays the day's rounds out and packs them; what the kitchen counts is what the rounds carry. */
  async function layOut(date) {
    for (const link of yesterday) await refusesLink(link)
    await admin.post('/deliveries/rounds/draft', { id: newId(), date, meal: 'lunch', seed: 1 })
    const { rounds } = await board(date)
    assert.equal(rounds.length, VOLUNTEERS.length)
    const packed = []
    for (const [at, { id, stops }] of rounds.entries()) {
      await admin.post(`/deliveries/rounds/${id}/volunteer`, { staff_id: staff[at].id })
      await admin.post(`/deliveries/rounds/${id}/packed`, {})
      const { url } = await admin.post(`/deliveries/rounds/${id}/link`, {})
      packed.push({ id, link: url, names: stops.map(nameOf) })
    }
    const kitchen = await admin.get(`/deliveries/days/${date}?meal=lunch`)
    const count = (diets) => stopsOf({ rounds }).filter((stop) => JSON.stringify(stop.diets) === JSON.stringify(diets)).length
    for (const { diets, meals } of kitchen.diets) assert.equal(count(diets), meals, JSON.stringify(diets))
    assert.equal(kitchen.diets.reduce((sum, { meals }) => sum + meals, 0), ELDERS.length)
    return packed
  }

  /** One volunteer carries one round; what happens at each door is written down by name. */
  async function walk(phone, round, other, told) {
    await phone.follow(round.link)
    await phone.page.locator('h2.name').waitFor()
    const sheet = await phone.asks('/round')
    for (const name of other.names) assert.ok(!sheet.text.includes(name), `${name} is on the other phone`)
    for (let door = await phone.door(); door !== null; door = await phone.door()) {
      await phone.stairs()
      if (!door.isSearched) {
        assert.ok(!told.has(door.name), `${door.name} comes a second time`)
        told.set(door.name, await visit(phone, door.name))
      } else if (!(await search(phone, door.name, told))) break
    }
    await phone.uploaded()
  }

  /** What happens at a door, by chance. */
  async function visit(phone, name) {
    const ended = dice.pick(['card', 'card', 'card', '交到手', '交到手', '放邻居家', '没人应', '没人应', '不要', '地址不对'])
    if (ended === 'card') await phone.scan(canteen.cards.get(name).drawing)
    else await phone.say(ended)
    if (ended === '没人应') {
      await phone.walksOn()
      return { ended, isOpen: true, paid: 0 }
    }
    if (ended === '地址不对') {
      await phone.notes('门上写的是别人')
      return { ended, isOpen: false, paid: 0 }
    }
    if (ended === '放邻居家') await phone.tap('记下')
    return { ended, isOpen: false, ...(await tellOf(phone, name, ended)) }
  }

  /** Was it paid, and how is she? */
  async function tellOf(phone, name, ended) {
    const pays = paysCash(name) && ended !== '不要' ? dice.isLucky(80) : null
    // What was told before the phone went dark is sent then. (A planted loss must hit a first report: a second one would stand in for it.)
    if (!phone.isToLose && dice.isLucky(30)) await phone.pockets()
    if (pays !== null && !phone.isToLose && dice.isLucky(20)) await phone.asksForTheMoneyAgain()
    const welfare = ended === '放邻居家' ? '没见到人' : dice.pick(['好', '好', '好', '和平时不一样', '需要帮助'])
    await phone.tell(welfare, { pays })
    return { welfare, paid: pays === true ? LUNCH : 0 }
  }

  /** Somebody who did not open is looked for: false while she is not found, and the volunteer goes home. */
  async function search(phone, name, told) {
    await phone.tries()
    if (dice.isLucky(30)) return false
    const isFound = dice.isLucky(60)
    if (isFound) await phone.finds()
    // Whoever was found may come home after all, and is handed the meal.
    if (isFound && dice.isLucky(60)) {
      told.set(name, { ended: '没人应', isOpen: false, paid: 0 })
      await phone.goesOn()
    } else {
      await phone.scan(canteen.cards.get(name).drawing)
      told.set(name, { ended: 'card', isOpen: false, ...(await tellOf(phone, name, 'card')) })
    }
    return true
  }

  /** A second person settles what was not proved and ends each search; brings back how many meals are in the books then. */
  async function settle({ rounds }, told) {
    let meals = 0
    for (const stop of stopsOf({ rounds })) {
      const { ended, isOpen } = told.get(nameOf(stop))
      if (ended === 'card') meals += 1
      if (isOpen) {
        await admin.post(`/deliveries/stops/${stop.id}/ladder`, { id: newId(), rung: 'closed', found: 'reached', note: '在女儿家' })
      } else if (STATE[ended] === 'unproved') {
        const decision = dice.isLucky(80) ? 'delivered' : 'not_delivered'
        await admin.post(`/deliveries/stops/${stop.id}/settle`, { id: newId(), decision, reason: '打电话问过' })
        told.get(nameOf(stop)).decision = decision
        if (decision === 'delivered') meals += 1
      }
    }
    return meals
  }

  /** The day's meals are those that were proved or settled; the bags hold what was collected for them. */
  async function judgeBooks(date, { rounds }, told, meals) {
    const day = await admin.get(`/days/${date}`)
    assert.deepEqual(day.differences, [])
    assert.equal(day.by_lane.reduce((sum, { meals: sold }) => sum + sold, 0), meals)
    const after = await board(date)
    for (const stop of stopsOf(after)) assert.ok(['delivered', 'not_delivered', 'settled'].includes(stop.stop.state), `${nameOf(stop)}: ${stop.stop.state}`)
    for (const { lane_id: lane, volunteer } of after.bags) {
      const own = rounds.filter((round) => round.volunteer === volunteer).flatMap(({ stops }) => stops)
      // What was paid is in the bag, whatever became of the meal.
      const fen = own.map((stop) => told.get(nameOf(stop))).reduce((sum, one) => sum + one.paid, 0)
      const report = await admin.post(`/deliveries/bags/${lane}/close`, { id: newId(), count_id: newId(), cash: pieces(fen) })
      const cash = report.tenders.find(({ tender }) => tender === 'cash')
      assert.deepEqual([cash.expected, cash.counted], [yuan(fen), yuan(fen)], volunteer)
    }
  }

  const nameOf = ({ resident_id: id }) => names.get(id)
  const refusesLink = (link) => assert.rejects(new Client(canteen.url).post('/round/session', { token: link.split('#')[1] }), /410/)
  const board = (date) => admin.get(`/deliveries/days/${date}/rounds?meal=lunch`)
  const today = async () => new Date(Date.parse((await admin.get('/session')).server_time) + 8 * 3_600_000).toISOString().slice(0, 10)

  /** The server comes back at another hour of a later day, and the phones’ clocks go with it. */
  async function restartAt(hour, daysLater) {
    await canteen.program.kill()
    canteen.program.setClock(hour, { daysLater })
    await canteen.program.startAgain()
    await admin.post('/session', { login: 'admin', password: PASSWORD })
    const shift = Date.parse((await admin.get('/session')).server_time) - Date.now()
    for (const phone of phones) await phone.isLater(shift)
  }
})

/** How the board calls a stop that ended so. */
const STATE = { card: 'delivered', 交到手: 'unproved', 放邻居家: 'unproved', 没人应: 'not_delivered', 不要: 'not_delivered', 地址不对: 'not_delivered' }

const stopsOf = ({ rounds }) => rounds.flatMap(({ stops }) => stops)
const yuan = (fen) => (fen / 100).toFixed(2)
const paysCash = (name) => ELDERS.indexOf(name) % 2 === 0

/** Notes and coins for an amount. */
function pieces(fen) {
  const found = []
  let left = fen
  for (const value of [10_000, 5000, 2000, 1000, 500, 100, 50, 10]) {
    const count = Math.floor(left / value)
    left -= count * value
    if (count > 0) found.push({ value: yuan(value), count })
  }
  return found
}
