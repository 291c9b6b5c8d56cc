// Which service day is it? The calendar day at the canteen, whatever zone the tablet believes to be in.

const AT_THE_CANTEEN = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' })

/** The day of a moment in milliseconds, as 2026-11-23. */
export function serviceDay(moment: number): string {
  return AT_THE_CANTEEN.format(moment)
}
