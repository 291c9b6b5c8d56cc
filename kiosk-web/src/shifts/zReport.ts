// How does a Z-report read? Its parts and lines in order, the same on the screen and on every width of paper.
import type { TillWords } from '../i18n/tillWords'
import type { Words } from '../i18n/words'
import type { ZReport } from '../api/types'
import { clockTime, dateOf } from '../sales/clockTime'

/** One line: what it is, how much, and a small remark below. */
export interface PaperLine {
  label: string
  value: string
  remark?: string
}

export interface PaperPart {
  title: string
  lines: PaperLine[]
}

/** The parts of the report; a part without lines is left out. Reports that were frozen before late sales were told have no such list. */
export function partsOf(report: ZReport, words: Words, till: TillWords): PaperPart[] {
  const { z } = till
  const moment = (at: string): string => `${dateOf(at)} ${clockTime(at)}`
  const wordOf = (known: Readonly<Record<string, string>>, key: string): string => known[key] ?? key
  const keyed = (known: Readonly<Record<string, string>>, rows: ZReport['by_meal']): PaperLine[] =>
    rows.map(({ key, meals, pays }) => ({ label: `${wordOf(known, key)} ${z.meals(meals)}`, value: pays }))
  const tendered = (sign: string, rows: ZReport['voids']): PaperLine[] =>
    rows.map(({ tender, meals, pays }) => ({ label: `${words.tenders[tender]} ${z.meals(meals)}`, value: sign + pays }))
  const totals = ({ meals, standard, pays, subsidy }: ZReport['sales']): PaperLine[] => [
    { label: z.sales, value: z.meals(meals) },
    { label: z.standard, value: standard },
    { label: z.subsidy, value: subsidy },
    { label: z.pays, value: pays },
  ]
  const [first, last] = report.receipts ?? []
  const parts: PaperPart[] = [
    {
      title: z.shift,
      lines: [
        { label: z.shift, value: till.shift.running(report.shift_no) },
        { label: z.lane, value: report.lane },
        { label: z.opened, value: moment(report.opened_at), remark: report.opened_by_itself ? z.openedByItself : report.opened_by },
        { label: z.closed, value: moment(report.closed_at), remark: report.closed_by },
        { label: z.float, value: report.float },
        ...(first === undefined || last === undefined ? [] : [{ label: z.receipts, value: `${first}–${last}` }]),
      ],
    },
    { title: z.sales, lines: totals(report.sales) },
    { title: z.byMeal, lines: keyed(words.meals, report.by_meal) },
    { title: z.byGroup, lines: keyed(words.groups, report.by_group) },
    { title: z.byTender, lines: keyed(words.tenders, report.by_tender) },
    { title: z.late, lines: tendered('', report.late ?? []) },
    { title: z.voids, lines: tendered('-', report.voids) },
    {
      title: z.movements,
      lines: report.movements.map(({ kind, tender, amount, receipt_no, reason }) => ({
        label: `${wordOf(till.kinds, kind)} ${words.tenders[tender]}`,
        value: amount,
        remark: [till.no(receipt_no), ...(reason === '' ? [] : [reason])].join(' · '),
      })),
    },
    {
      title: z.tenders,
      lines: report.tenders.flatMap(({ tender, expected, counted, variance }) => [
        { label: `${words.tenders[tender]} ${z.expected}`, value: expected },
        ...(counted === null ? [] : [{ label: `${words.tenders[tender]} ${z.counted}`, value: counted }]),
        ...(variance === null ? [] : [{ label: `${words.tenders[tender]} ${z.variance}`, value: variance }]),
      ]),
    },
    {
      title: z.drawer,
      lines: [
        ...report.counted.cash.map(({ value, count }) => ({ label: words.money(value), value: `× ${count}` })),
        { label: z.counts, value: String(report.counts) },
        ...(report.reason === '' ? [] : [{ label: z.reason, value: '', remark: report.reason }]),
      ],
    },
    { title: z.grandTotal, lines: totals(report.grand_total) },
    {
      title: z.chain,
      lines: [{ label: z.entry(report.chain.entry_no), value: report.chain.hash.slice(0, 8), remark: report.chain.hash }],
    },
  ]
  return parts.filter(({ lines }) => lines.length > 0)
}
