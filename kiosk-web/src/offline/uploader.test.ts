// Whatever the network, the disk and the power do: a sale the cashier was told about reaches the server exactly once.
// The judge keeps its own list of what the cashier was told and compares it with what the server has booked.
import { describe, expect, it } from 'vitest'
import type { Sale, SaleBody } from '../api/types'
import type { Outbox, Row } from './outbox'
import { createUploader, type Answer, type Uploader, type UploaderParts } from './uploader'

/** A small generator with a seed, so that a failure can be run again. */
function randomFrom(seed: number): () => number {
  let state = seed + 0x9e3779b9
  return () => {
    state = Math.imul(state ^ (state >>> 15), state | 1)
    state ^= state + Math.imul(state ^ (state >>> 7), state | 61)
    return ((state ^ (state >>> 14)) >>> 0) / 4_294_967_296
  }
}

type Sabotage = (parts: UploaderParts) => UploaderParts

class World {
  readonly disk = new Map<string, string>()
  /** Every booking the server made, by diner: two for one diner is a double. */
  readonly booked: string[] = []
  readonly answers = new Map<string, Answer>()
  /** What the cashier was told is safe. The judge's own list. */
  readonly told: string[] = []
  /** Those of them whose meal was handed out. The judge's own list. */
  readonly handedOut: string[] = []
  /** What the cashier was told is not sold, because the disk did not keep it. */
  readonly denied: string[] = []
  outbox: Outbox = []
  pending: (() => void)[] = []
  healthy = false
  private page = 0
  private uploader: Uploader | null = null

  constructor(
    readonly random: () => number,
    readonly sabotage: Sabotage,
  ) {}

  openPage(): void {
    this.page += 1
    this.uploader = createUploader(this.sabotage(this.parts(this.page)))
    void this.uploader.start()
  }

  /** The page is gone: nothing it waited for comes back. What is on the wire already may still arrive. */
  crash(): void {
    this.outbox = []
    this.openPage()
  }

  sell(diner: string): void {
    const id = `id-${diner}`
    void this.uploader?.add({ id, token: diner, tender: 'cash', serve_as: 'decided', pays: '9.90' }).then(
      () => this.told.push(diner),
      () => this.denied.push(diner),
    )
  }

  /** The cashier hands out a meal that is written down, and the page has kept that too. */
  handOut(diner: string | undefined): void {
    if (diner !== undefined) void this.uploader?.note(`id-${diner}`).then(() => this.handedOut.push(diner), () => undefined)
  }

  private parts(page: number): UploaderParts {
    /** Something that ends at a moment the world chooses, if the page is still there to see it. */
    const later = <T>(act: () => T): Promise<T> =>
      new Promise((resolve, reject) => {
        this.pending.push(() => {
          if (page !== this.page) return
          try {
            resolve(act())
          } catch (error) {
            reject(error instanceof Error ? error : new Error('broken'))
          }
        })
      })
    const waiting: (() => void)[] = []
    /** The same on the disk, which does one thing after the other in the order in which they were asked for, as IndexedDB does. */
    const onDisk = <T>(act: () => T): Promise<T> => {
      const before = this.pending.length
      const done = later(act)
      waiting.push(...this.pending.splice(before))
      this.pending.push(() => waiting.shift()?.())
      return done
    }
    /** The row is on the disk, but sometimes it cannot be read back. */
    const put = (row: Row): void => {
      this.disk.set(row.id, JSON.stringify(row))
      if (!this.healthy && this.random() < 0.1) throw new Error('not read back')
    }
    return {
      lane: { id: 'lane-1', name: '一号窗口' },
      store: {
        all: () => onDisk(() => [...this.disk.values()].map((text) => JSON.parse(text) as Row)),
        put: (row) => onDisk(() => put(row)),
        remove: (id) => onDisk(() => void this.disk.delete(id)),
      },
      send: (body) => this.send(body),
      now: () => 0,
      pause: () => later(() => undefined),
      changed: (outbox) => {
        if (page === this.page) this.outbox = outbox
      },
      answered: () => undefined,
    }
  }

  private send(body: SaleBody): Promise<Answer> {
    return new Promise((resolve) => {
      if (!this.healthy && this.random() < 0.2) return void this.pending.push(() => resolve({ was: 'unanswered' }))
      this.pending.push(() => {
        const answer = this.book(body)
        const lost = !this.healthy && this.random() < 0.4
        this.pending.push(() => resolve(lost ? { was: 'unanswered' } : answer))
      })
      // A timeout may come before the request has even arrived.
      if (!this.healthy && this.random() < 0.2) this.pending.push(() => resolve({ was: 'unanswered' }))
    })
  }

  private book(body: SaleBody): Answer {
    const known = this.answers.get(body.id)
    if (known !== undefined) return known
    const diner = body.token ?? '?'
    const answer: Answer = diner.endsWith('7') && body.serve_as !== 'eaten'
      ? { was: 'refused', code: 'already_served', sentence: { zh: '已就餐', en: 'Served' } }
      : { was: 'accepted', sale: { id: body.id } as Sale }
    if (answer.was === 'refused') return answer
    this.booked.push(diner)
    this.answers.set(body.id, answer)
    return answer
  }
}

/** Lets a chosen number of promises settle before the next thing happens. */
const settle = async (): Promise<void> => {
  for (let n = 0; n < 12; n += 1) await Promise.resolve()
}

/** Runs one world and returns what went wrong in it. */
async function wrongsOf(seed: number, sabotage: Sabotage = (parts) => parts): Promise<string[]> {
  const random = randomFrom(seed)
  const world = new World(random, sabotage)
  world.openPage()
  let diners = 0
  for (let moment = 0; moment < 120; moment += 1) {
    const dice = random()
    if (dice < 0.12) world.sell(`d${(diners += 1)}`)
    else if (dice < 0.15) world.crash()
    else if (dice < 0.2) world.handOut(world.told.at(-1))
    else world.pending.splice(Math.floor(random() * world.pending.length), 1)[0]?.()
    await settle()
  }
  world.healthy = true
  world.crash()
  for (let moment = 0; moment < 5000; moment += 1) {
    await settle()
    const next = world.pending.shift()
    if (next === undefined) break
    next()
  }
  return judge(world)
}

function judge(world: World): string[] {
  const wrongs: string[] = []
  for (const diner of world.told) {
    const times = world.booked.filter((booked) => booked === diner).length
    const shown = world.outbox.some(({ id, state }) => id === `id-${diner}` && state.is === 'refused')
    if (times > 1) wrongs.push(`${diner} doubled`)
    if (times === 0 && !shown) wrongs.push(`${diner} lost`)
    if (world.handedOut.includes(diner) && shown) wrongs.push(`${diner} handed out and refused`)
    if (shown && times > 0) wrongs.push(`${diner} both booked and shown`)
  }
  for (const diner of world.denied) if (world.booked.includes(diner)) wrongs.push(`${diner} sold after a no`)
  if (world.outbox.some(({ state }) => state.is !== 'refused')) wrongs.push('something never left')
  if (world.disk.size !== world.outbox.length) wrongs.push('the disk holds something else than the page')
  return wrongs
}

async function firstWrongWith(sabotage: Sabotage): Promise<string | undefined> {
  for (let seed = 0; seed < 200; seed += 1) {
    const wrongs = await wrongsOf(seed, sabotage)
    if (wrongs.length > 0) return wrongs[0]
  }
  return undefined
}

describe('P1 at the counter: what the cashier was told is booked exactly once', () => {
  it('in two thousand worlds of lost requests, lost answers, late timeouts and crashes', async () => {
    for (let seed = 0; seed < 2000; seed += 1) expect(await wrongsOf(seed), `seed ${seed}`).toEqual([])
  }, 60_000)

  it('and the judge notices a page whose disk forgets what was handed out', async () => {
    const planted: Sabotage = (parts) => ({ ...parts, store: { ...parts.store, put: (row) => parts.store.put({ ...row, noted: undefined } as unknown as Row) } })
    expect(await firstWrongWith(planted)).toMatch(/handed out and refused/)
  })

  it('and the judge notices a page that says so before the disk has it', async () => {
    const planted: Sabotage = (parts) => ({ ...parts, store: { ...parts.store, put: () => Promise.resolve() } })
    expect(await firstWrongWith(planted)).toMatch(/lost|disk/)
  })

  it('and the judge notices a page that leaves behind what it said was not kept', async () => {
    const failed = new Set<string>()
    const planted: Sabotage = (parts) => {
      const { put, remove } = parts.store
      const remember = (row: Row): never => {
        failed.add(row.id)
        throw new Error('not read back')
      }
      const store = { ...parts.store, put: (row: Row) => put(row).catch(() => remember(row)), remove: (id: string) => (failed.delete(id) ? Promise.resolve() : remove(id)) }
      return { ...parts, store }
    }
    expect(await firstWrongWith(planted)).toMatch(/sold after a no|disk/)
  })

  it('and the judge notices a page that takes silence for a yes', async () => {
    const planted: Sabotage = (parts) => ({
      ...parts,
      send: async (body) => {
        const answer = await parts.send(body)
        return answer.was === 'unanswered' ? { was: 'accepted', sale: { id: body.id } as Sale } : answer
      },
    })
    expect(await firstWrongWith(planted)).toMatch(/lost/)
  })

  it('and the judge notices a page that makes a new id for each try', async () => {
    let tries = 0
    const planted: Sabotage = (parts) => ({ ...parts, send: (body) => parts.send({ ...body, id: `${body.id}-${(tries += 1)}` }) })
    expect(await firstWrongWith(planted)).toMatch(/doubled/)
  })
})

describe('what an earlier day or another lane has left behind', () => {
  const lunch = Date.parse('2026-11-22T12:30:00+08:00')
  const left = (id: string, laneId = 'lane-1'): Row => ({
    id,
    laneId,
    laneName: laneId,
    madeAt: lunch,
    body: { id, token: id, meal: 'lunch', tender: 'cash', serve_as: 'decided', pays: '9.90' },
    state: { is: 'waiting', tries: 3 },
  })

  const no: Answer = { was: 'refused', code: 'already_served', sentence: { zh: '已就餐', en: 'Served' } }
  const taken = ({ id }: SaleBody): Answer => ({ was: 'accepted', sale: { id } as Sale })

  /** A page of lane-1 that starts a day later over what is on the disk; gives what it sent and what it shows. */
  async function started(rows: Row[], answers: (body: SaleBody) => Answer = taken): Promise<{ sent: SaleBody[]; disk: Row[]; outbox: Outbox }> {
    const disk = new Map(rows.map((row) => [row.id, row]))
    const sent: SaleBody[] = []
    let outbox: Outbox = []
    const uploader = createUploader({
      lane: { id: 'lane-1', name: '一号窗口' },
      store: {
        all: () => Promise.resolve([...disk.values()]),
        put: (row) => Promise.resolve(void disk.set(row.id, row)),
        remove: (id) => Promise.resolve(void disk.delete(id)),
      },
      send: (body) => {
        sent.push(body)
        return Promise.resolve(answers(body))
      },
      now: () => lunch + 24 * 3_600_000,
      pause: () => Promise.resolve(),
      changed: (changed) => (outbox = changed),
      answered: () => undefined,
    })
    await uploader.start()
    for (let n = 0; n < 8; n += 1) await settle()
    return { sent, disk: [...disk.values()], outbox }
  }

  it('is sent on any day with the moment at which it was sold', async () => {
    const { sent, disk, outbox } = await started([left('a')])
    expect(sent).toEqual([{ ...left('a').body, sold_at: '2026-11-22T04:30:00.000Z' }])
    expect([disk, outbox]).toEqual([[], []])
  })

  it('is sent as eaten after a no, if the cashier was told to hand it out, and waits for a person otherwise', async () => {
    const noToAll = (body: SaleBody): Answer => (body.serve_as === 'eaten' ? taken(body) : no)
    const { sent, disk, outbox } = await started([{ ...left('a'), noted: true }, left('b')], noToAll)
    expect(sent.map(({ id, serve_as, pays, tender }) => [id, serve_as, pays, tender])).toEqual([
      ['a', 'decided', '9.90', 'cash'],
      ['a', 'eaten', '9.90', 'cash'],
      ['b', 'decided', '9.90', 'cash'],
    ])
    expect([disk.map(({ id }) => id), outbox.map(({ state }) => state.is)]).toEqual([['b'], ['refused']])
  })

  it('is never sent under another lane, and waits on the disk for its own', async () => {
    const { sent, disk, outbox } = await started([left('a', 'lane-2'), left('b')])
    expect([sent.map(({ id }) => id), disk]).toEqual([['b'], [left('a', 'lane-2')]])
    expect(outbox.map(({ id, state }) => [id, state])).toEqual([['a', { is: 'held' }]])
  })
})
