// What time is it at the canteen? Its zone, whatever the tablet believes.

const AT_THE_CANTEEN = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

/** Hours and minutes at the canteen, as 11:42. */
export function clockTime(moment: string | number): string {
  const date = new Date(moment)
  return Number.isNaN(date.getTime()) ? '' : AT_THE_CANTEEN.format(date)
}

const DAY_AT_THE_CANTEEN = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', month: '2-digit', day: '2-digit' })

/** Month and day at the canteen, as 11-23. */
export function dayOf(moment: string | number): string {
  const date = new Date(moment)
  return Number.isNaN(date.getTime()) ? '' : DAY_AT_THE_CANTEEN.format(date).replace('/', '-')
}

const DATE_AT_THE_CANTEEN = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' })

/** The whole date at the canteen, as 2026-11-23. */
export function dateOf(moment: string | number): string {
  const date = new Date(moment)
  return Number.isNaN(date.getTime()) ? '' : DATE_AT_THE_CANTEEN.format(date)
}
