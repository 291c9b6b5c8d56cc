// What is the worst that can stand on the office's pages? Names as long as names get, amounts as large, lists as many.

/** As long as a name gets, without a place to break it. */
const LONG = 'Wolfeschlegelsteinhausenberger'
/** How many shifts the server sends at a time. */
export const PAGE = 50

/** The page of so many shifts that is asked for. */
export function pageOf(route, many) {
  const below = Number(new URL(route.request().url()).searchParams.get('cursor') ?? many + 1)
  const numbers = Array.from({ length: Math.min(PAGE, below - 1) }, (_, at) => below - 1 - at)
  return { items: numbers.map(line), next_cursor: numbers.at(-1) > 1 ? numbers.at(-1) : null }
}

/** Every tender as far off as it gets. */
function tenders(variance) {
  return ['cash', 'wechat', 'alipay'].map((tender) => ({ tender, expected: '1234567.80', counted: '1234567.80', variance }))
}

/** A shift of an earlier day whose names and amounts are as long as they get. */
export function line(no) {
  return {
    id: `shift-${no}`,
    shift_no: no,
    lane: LONG,
    opened_by: LONG,
    opened_at: '2026-11-20T02:00:00Z',
    opened_by_itself: true,
    float: '10000.00',
    counts: 3,
    tenders: tenders(no % 2 === 0 ? '-123456.70' : '123456.70'),
    z_report: { id: `report-${no}`, z_no: no },
    closed_at: '2026-11-20T06:00:00Z',
    closed_by: LONG,
  }
}

/** More than fits on one sheet of paper. */
function moves() {
  return Array.from({ length: 200 }, (_, at) => ({ kind: 'cash_out', at: '2026-11-20T03:00:00Z', receipt_no: 1_000_000 + at, tender: 'alipay', amount: '-1234567.80', reason: LONG.repeat(6) }))
}

/** One shift with the longest of everything. */
export function worstFile() {
  const counts = [1, 2].map((count_no) => ({ id: `count-${count_no}`, count_no, counted_by: LONG, counted_at: '2026-11-20T05:00:00Z', cash: '1234567.80', tenders: tenders('-123456.70') }))
  return { shift: line(1_000_000), counts, movements: moves(), reason: LONG.repeat(6) }
}

/** Its report, longer than one sheet. */
export function worstReport() {
  const totals = { meals: 1_000_000, standard: '15000000.00', pays: '9900000.00', subsidy: '5100000.00' }
  const { id, shift_no, lane, opened_by, opened_at, opened_by_itself, float, closed_by, closed_at } = line(1_000_000)
  return {
    id, z_no: 1_000_000, canteen: LONG, lane, shift: id, shift_no, opened_by, opened_at, opened_by_itself, float, closed_by, closed_at,
    receipts: [1_000_000, 2_000_000],
    sales: totals,
    by_meal: ['lunch', 'dinner'].map((key) => ({ key, ...totals })),
    by_group: ['elder', 'child', 'guest', 'none'].map((key) => ({ key, ...totals })),
    by_tender: ['cash', 'wechat', 'alipay', 'wallet', 'owed'].map((key) => ({ key, ...totals })),
    late: [{ tender: 'cash', meals: 1000, pays: '9900.00' }],
    voids: [{ tender: 'cash', meals: 1000, pays: '9900.00' }],
    movements: moves(),
    tenders: tenders('-123456.70'),
    counted: { cash: ['100.00', '50.00', '20.00', '10.00', '5.00', '1.00', '0.50', '0.10'].map((value) => ({ value, count: 100_000 })), wechat: '1.00', alipay: '1.00' },
    counts: 9,
    reason: LONG.repeat(6),
    chain: { entry_no: 2_000_000, hash: 'ab12cd34'.repeat(8) },
    grand_total: totals,
  }
}

/** A lane with the longest name. */
export function worstLane() {
  return { id: 'worst', code: '01', name: LONG, created_at: '2026-11-20T02:00:00Z', enrolled_at: '2026-11-20T02:00:00Z', last_seen_at: '2026-11-20T02:00:00Z', revoked_at: null }
}

/** Its printer, which does not answer. */
export function worstPrinter() {
  return { address: `tcp://${LONG}.${LONG}.canteen.local:9100`, width_mm: 80, prints: 'on_request', trouble: 'away' }
}
