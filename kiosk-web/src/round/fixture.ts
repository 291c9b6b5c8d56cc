// A round that nobody walks: what the tests of this folder begin with.
import type { LadderBody, PhotoBody, ResultBody, Round, Stop } from './types'
import type { Said } from './queue'

/** A stop to which nobody has been. */
export function aStop(no: number, change: Partial<Stop> = {}): Stop {
  return {
    id: `stop-${no}`,
    stop_no: no,
    name: `王秀英${no}`,
    place: { grid: '三网格', compound: '七一家属院', building: `${no}号楼`, unit: '2单元', room: '501' },
    x_m: 100 * no,
    y_m: 40,
    lift: false,
    diets: [{ code: 'low_salt', words: { zh: '低盐', en: 'Low salt' } }],
    diet_note: '',
    door_note: '',
    collect: null,
    pays: 'wallet',
    phone: '13800000000',
    contacts: [],
    result: null,
    ladder: [],
    ...change,
  }
}

/** The lunch round of 2026-11-23 with so many stops. */
export function aRound(stops: number | Stop[], change: Partial<Round> = {}): Round {
  return {
    round_id: 'round-1',
    service_date: '2026-11-23',
    meal: 'lunch',
    round_no: 3,
    volunteer: '李志愿',
    canteen: '七一社区幸福食堂',
    office_phone: '0374-1234567',
    packed_at: '2026-11-23T11:00:00+08:00',
    hot_until: '2026-11-23T13:00:00+08:00',
    closed: false,
    stops: typeof stops === 'number' ? Array.from({ length: stops }, (_, at) => aStop(at + 1)) : stops,
    ...change,
  }
}

/** The end of the stop, as it is reported. */
export function result(no: number, change: Partial<ResultBody> = {}): Said & { kind: 'result' } {
  const body = { stop_id: `stop-${no}`, at: '2026-11-23T11:30:00+08:00', outcome: 'handed_over', token: null, person: null, collected: null, welfare: null, note: null } as const
  return { kind: 'result', body: { id: `result-${no}`, ...body, ...change } }
}

/** A rung at the stop, as it is reported. */
export function rung(no: number, change: Partial<LadderBody> = {}): Said & { kind: 'ladder' } {
  const body = { stop_id: `stop-${no}`, at: '2026-11-23T11:31:00+08:00', rung: 'ring', who: null, found: 'not_reached', note: null } as const
  return { kind: 'ladder', body: { id: `rung-${no}-${change.rung ?? 'ring'}`, ...body, ...change } }
}

/** A photo of the stop, as it is reported. */
export function photo(no: number, change: Partial<PhotoBody> = {}): Said & { kind: 'photo' } {
  return { kind: 'photo', body: { id: `photo-${no}`, stop_id: `stop-${no}`, at: '2026-11-23T11:30:30+08:00', jpeg: '/9j/', ...change } }
}
