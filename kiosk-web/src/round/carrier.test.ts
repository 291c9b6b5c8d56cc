// Whatever the network, the disk and the battery do: what the volunteer tapped reaches the server exactly once and in order, and
// no name stays on a phone whose round is over. The judge keeps its own list of what was tapped.
import { describe, expect, it } from 'vitest'
import { createCarrier, type Carried, type Carrier, type CarrierParts, type KeptRound } from './carrier'
import { aRound, photo, result, rung } from './fixture'
import { draftOf, type Report, type Said } from './queue'
import type { ReportsBody } from './types'
import type { Answer } from './uploader'

function randomFrom(seed: number): () => number {
  let state = seed + 0x9e3779b9
  return () => {
    state = Math.imul(state ^ (state >>> 15), state | 1)
    state ^= state + Math.imul(state ^ (state >>> 7), state | 61)
    return ((state ^ (state >>> 14)) >>> 0) / 4_294_967_296
  }
}

type Sabotage = (parts: CarrierParts) => CarrierParts
const noSabotage: Sabotage = (parts) => parts
const no = { was: 'refused', code: 'bad_body', sentence: { zh: '不行', en: 'No' } } as const
const settle = async (): Promise<void> => {
  for (let n = 0; n < 30; n += 1) await Promise.resolve()
}

class World {
  readonly disk = new Map<string, string>()
  /** What the server has taken, in its order; an id a second time is a replay and adds nothing. */
  readonly taken: string[] = []
  /** What the volunteer was told is kept. The judge's own list. */
  readonly told: string[] = []
  carried: Carried = { round: null, kept: null, queue: [] }
  pending: (() => void)[] = []
  healthy = false
  carrier: Carrier | null = null
  private page = 0

  constructor(
    readonly random: () => number,
    readonly sabotage: Sabotage = noSabotage,
  ) {}

  /** A page over what is on the disk; the one before is gone, and nothing that it waited for comes back. */
  openPage(): void {
    this.page += 1
    this.carrier = createCarrier(this.sabotage(this.parts(this.page)))
    void this.carrier.start()
  }

  say(said: Said, as: 'draft' | 'final' = 'final'): void {
    void this.carrier?.say(said, as).then(() => this.told.push(said.body.id), () => undefined)
  }

  /** A photo is taken beside the stop that has just ended, which stays open for another word. */
  attach(said: Said): void {
    void this.carrier?.attach(said).then(() => this.told.push(said.body.id), () => undefined)
  }

  /** The volunteer adds how the elder is, if a stop has just ended. */
  amend(): void {
    const draft = draftOf(this.carried.queue)
    if (draft === null) return
    void this.carrier?.amend({ kind: 'result', body: { ...draft.body, welfare: 'good' } }, 'final').catch(() => undefined)
  }

  private parts(page: number): CarrierParts {
    const table = <Row extends { readonly id: string }>(name: string): { all: () => Promise<Row[]>; put: (row: Row) => Promise<void>; remove: (id: string) => Promise<void> } => ({
      all: () => Promise.resolve([...this.disk].filter(([key]) => key.startsWith(name)).map(([, text]) => JSON.parse(text) as Row)),
      put: (row) => {
        if (page !== this.page) return new Promise(() => undefined)
        if (!this.healthy && this.random() < 0.05) return Promise.reject(new Error('not read back'))
        this.disk.set(`${name} ${row.id}`, JSON.stringify(row))
        return Promise.resolve()
      },
      remove: (id) => (page === this.page ? Promise.resolve(void this.disk.delete(`${name} ${id}`)) : new Promise(() => undefined)),
    })
    return {
      rounds: table<KeptRound>('round'),
      reports: table<Report>('report'),
      pause: () => new Promise((resolve) => this.pending.push(() => page === this.page && resolve())),
      send: (body) => this.send(body),
      changed: (carried) => {
        if (page === this.page) this.carried = carried
      },
    }
  }

  private send(body: ReportsBody): Promise<Answer> {
    return new Promise((resolve) => {
      if (!this.healthy && this.random() < 0.2) return void this.pending.push(() => resolve({ was: 'unanswered' }))
      this.pending.push(() => {
        const answer = this.take(body)
        const lost = !this.healthy && this.random() < 0.4
        this.pending.push(() => resolve(lost ? { was: 'unanswered' } : answer))
      })
    })
  }

  /** Takes all or none: a body with a bad report is refused as a whole. Of an odd one the server says that it did not keep it. */
  private take({ results, ladder, photos }: ReportsBody): Answer {
    const ids = [...results, ...ladder, ...photos].map(({ id }) => id)
    if (ids.some((id) => id.startsWith('bad'))) return no
    const isOdd = (id: string): boolean => id.startsWith('odd')
    for (const id of ids) if (!this.taken.includes(id) && !isOdd(id)) this.taken.push(id)
    return { was: 'taken', items: ids.map((id) => ({ id, state: isOdd(id) ? 'refused' : 'recorded', code: null, message: null })) }
  }
}

/** Runs one world and returns what went wrong in it. */
async function wrongsOf(seed: number, sabotage: Sabotage = noSabotage): Promise<string[]> {
  const random = randomFrom(seed)
  const world = new World(random, sabotage)
  world.openPage()
  await settle()
  await world.carrier?.heard(aRound(40, { service_date: '2999-01-01' }), 0).catch(() => undefined)
  let made = 0
  for (let moment = 0; moment < 120; moment += 1) {
    const dice = random()
    const kind = random()
    const name = `${kind < 0.05 ? 'bad' : kind < 0.1 ? 'odd' : 'id'}-${(made += 1)}`
    if (dice < 0.12) world.say(result(made % 40, { id: name }))
    else if (dice < 0.18) world.say(rung(made % 40, { id: name }))
    else if (dice < 0.24) world.say(result(made % 40, { id: name }), 'draft')
    else if (dice < 0.28) world.amend()
    else if (dice < 0.3) void world.carrier?.release().catch(() => undefined)
    else if (dice < 0.31) world.openPage()
    else if (dice < 0.35) world.attach(photo(made % 40, { id: `photo-${made}` }))
    else world.pending.splice(Math.floor(random() * world.pending.length), 1)[0]?.()
    await settle()
  }
  world.healthy = true
  world.openPage()
  await settle()
  await world.carrier?.end()
  for (let next = world.pending.shift(); next !== undefined; next = world.pending.shift()) {
    next()
    await settle()
  }
  return judge(world)
}

function judge({ told, taken, carried, disk }: World): string[] {
  const wrongs: string[] = []
  const shown = carried.queue.filter(({ state }) => state.is === 'refused').map(({ id }) => id)
  for (const id of told) if (!taken.includes(id) && !shown.includes(id)) wrongs.push(`${id} lost`)
  for (const id of taken) if (shown.includes(id)) wrongs.push(`${id} taken and shown`)
  // A photo does not wait for the last word about its stop.
  const waits = (id: string): boolean => !id.startsWith('photo')
  const inOrder = told.filter((id) => taken.includes(id) && waits(id))
  if (taken.filter((id) => told.includes(id) && waits(id)).join() !== inOrder.join()) wrongs.push('out of order')
  if (carried.queue.length !== shown.length) wrongs.push('something never left')
  const named = new Set(carried.queue.map(({ said }) => said.body.stop_id))
  for (const [key, text] of disk) {
    if (!key.startsWith('round')) continue
    const { round } = JSON.parse(text) as KeptRound
    if (named.size === 0 || round.stops.some(({ id }) => !named.has(id))) wrongs.push('a name stayed on the phone')
  }
  return wrongs
}

async function firstWrongWith(sabotage: Sabotage): Promise<string | undefined> {
  for (let seed = 0; seed < 200; seed += 1) {
    const wrongs = await wrongsOf(seed, sabotage)
    if (wrongs.length > 0) return wrongs[0]
  }
  return undefined
}

describe('P8 on the round: what was tapped is taken exactly once, in order, and then forgotten', () => {
  it('in four hundred worlds of lost requests, lost answers, bad disks and dead batteries', async () => {
    for (let seed = 0; seed < 400; seed += 1) expect(await wrongsOf(seed), `seed ${seed}`).toEqual([])
  }, 60_000)

  it('and the judge notices a page that says so before the disk has it', async () => {
    const planted: Sabotage = (parts) => ({ ...parts, reports: { ...parts.reports, put: () => Promise.resolve() } })
    expect(await firstWrongWith(planted)).toMatch(/lost/)
  })

  it('and the judge notices a page that takes silence for a yes', async () => {
    const planted: Sabotage = (parts) => ({
      ...parts,
      send: async (body) => {
        const answer = await parts.send(body)
        const items = [...body.results, ...body.ladder, ...body.photos].map(({ id }) => ({ id, state: 'recorded', code: null, message: null }) as const)
        return answer.was === 'unanswered' ? { was: 'taken', items } : answer
      },
    })
    expect(await firstWrongWith(planted)).toMatch(/lost/)
  })

  it('and the judge notices a page that keeps the round', async () => {
    const planted: Sabotage = (parts) => ({ ...parts, rounds: { ...parts.rounds, remove: () => Promise.resolve() } })
    expect(await firstWrongWith(planted)).toMatch(/name stayed/)
  })

  it('and the judge notices a disk that forgets the order', async () => {
    const planted: Sabotage = (parts) => ({ ...parts, reports: { ...parts.reports, put: (report) => parts.reports.put({ ...report, no: -report.no }) } })
    expect(await firstWrongWith(planted)).toMatch(/order/)
  })
})

describe('what the phone shows', () => {
  const opened = async (sabotage: Sabotage = noSabotage): Promise<World> => {
    const world = new World(() => 1, sabotage)
    world.openPage()
    await settle()
    return world
  }
  const future = aRound(3, { service_date: '2999-01-01' })
  const upload = async (world: World): Promise<void> => {
    for (let next = world.pending.shift(); next !== undefined; next = world.pending.shift()) {
      next()
      await settle()
    }
  }

  it('is what the server knows and what was tapped here, before and after it was taken, and after a reload', async () => {
    const world = await opened()
    await world.carrier?.heard(future, 0)
    world.say(result(1))
    await settle()
    expect(world.carried.round?.stops[0]?.result?.outcome).toBe('handed_over')
    await upload(world)
    expect([world.carried.queue, world.carried.round?.stops[0]?.result?.outcome]).toEqual([[], 'handed_over'])
    world.openPage()
    await settle()
    expect(world.carried.round?.stops[0]?.result?.outcome).toBe('handed_over')
  })

  it('keeps a stop that ended as a draft over a reload, and sends it when the next thing happens', async () => {
    const world = await opened()
    await world.carrier?.heard(future, 0)
    world.say(result(1), 'draft')
    await settle()
    world.openPage()
    await settle()
    expect([world.taken, world.carried.queue[0]?.state.is]).toEqual([[], 'draft'])
    world.say(result(2))
    await settle()
    await upload(world)
    expect(world.taken).toEqual(['result-1', 'result-2'])
  })

  it('brings a photo while the stop still waits for another word, and keeps none that was taken', async () => {
    const world = await opened()
    await world.carrier?.heard(future, 0)
    world.say(result(1), 'draft')
    await settle()
    world.attach(photo(1))
    await settle()
    expect([...world.disk.values()].some((text) => text.includes('/9j/'))).toBe(true)
    await upload(world)
    expect([world.taken, draftOf(world.carried.queue)?.body.id]).toEqual([['photo-1'], 'result-1'])
    expect([...world.disk.values()].some((text) => text.includes('/9j/'))).toBe(false)
    await world.carrier?.end()
    await upload(world)
    expect([world.taken, world.disk.size]).toEqual([['photo-1', 'result-1'], 0])
  })

  it('sends the draft without another word, and what is said at that very moment is not lost', async () => {
    const world = await opened()
    await world.carrier?.heard(future, 0)
    world.say(result(1), 'draft')
    await settle()
    const late = result(1, { welfare: 'help' })
    const sent = world.carrier?.release()
    const isHeld = world.carrier?.amend(late, 'final')
    expect([(await sent)?.id, await isHeld]).toEqual(['result-1', false])
    world.say(result(2), 'draft')
    await settle()
    const amended = world.carrier?.amend(result(2, { welfare: 'help' }), 'final')
    await Promise.all([amended, world.carrier?.release()])
    expect([await amended, world.carried.queue.map(({ said }) => said.kind === 'result' && said.body.welfare)]).toEqual([true, [null, 'help']])
  })

  it('keeps nothing of yesterday', async () => {
    const world = await opened()
    await world.carrier?.heard(aRound(3, { service_date: '2026-11-22' }), 0)
    expect([world.carried.round, world.disk.size]).toEqual([null, 0])
  })

  it('keeps nothing of the round before', async () => {
    const world = await opened()
    await world.carrier?.heard(future, 0)
    await world.carrier?.heard({ ...future, round_id: 'round-2' }, 0)
    expect([...world.disk.keys()]).toEqual(['round round-2'])
  })

  it('is the last of several rounds that a phone without power has left, and nothing stays of the others', async () => {
    const world = new World(() => 1)
    const kept = (id: string): KeptRound => ({ id, round: { ...future, round_id: id }, remarks: {}, clockOffsetMs: 0, over: false })
    for (const id of ['round-1', 'round-2']) world.disk.set(`round ${id}`, JSON.stringify(kept(id)))
    world.openPage()
    await settle()
    expect([world.carried.kept?.id, [...world.disk.keys()]]).toEqual(['round-2', ['round round-2']])
  })

  it('makes an answer old that was asked for before an upload or the end', async () => {
    const world = await opened()
    await world.carrier?.heard(future, 0)
    const before = world.carrier?.version()
    world.say(result(1))
    await settle()
    await upload(world)
    const between = world.carrier?.version()
    expect(between).not.toBe(before)
    await world.carrier?.end()
    expect(world.carrier?.version()).not.toBe(between)
  })

  it('holds a refused report until a person has told the office, and forgets the round then', async () => {
    const world = await opened()
    await world.carrier?.heard(future, 0)
    world.say(result(2, { id: 'bad' }))
    await settle()
    await upload(world)
    await world.carrier?.end()
    expect([world.carried.queue[0]?.state.is, world.carried.round?.stops.map(({ id }) => id)]).toEqual(['refused', ['stop-2']])
    const [report] = world.carried.queue
    if (report !== undefined) await world.carrier?.settle(report)
    expect([world.carried.round, world.disk.size]).toEqual([null, 0])
  })
})
