// How the office writes days, moments, money and card numbers. Everything is in the canteen's zone, whatever the device's.
import type { Language } from '../../i18n'

const ZONE = 'Asia/Shanghai'
// Made once: a list of ten thousand rows writes a moment in each of them, and making a format takes longer than using it.
const DAY = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit' })
const TIME = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hour12: false })

/** The canteen's day as "2026-11-23" at a moment. */
export function dayOf(moment: Date): string {
  return DAY.format(moment)
}

/** "2026-11-23" moved by whole days. */
export function dayPlus(day: string, days: number): string {
  const moment = new Date(`${day}T00:00:00Z`)
  moment.setUTCDate(moment.getUTCDate() + days)
  return moment.toISOString().slice(0, 10)
}

/** "2026-11" moved by whole months. */
export function monthPlus(month: string, months: number): string {
  const moment = new Date(`${month}-01T00:00:00Z`)
  moment.setUTCMonth(moment.getUTCMonth() + months)
  return moment.toISOString().slice(0, 7)
}

/** "2026年11月23日 星期一" or "Monday, 23 November 2026". */
export function longDay(day: string, language: Language): string {
  const moment = new Date(`${day}T12:00:00Z`)
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    weekday: 'long',
  }).format(moment)
}

/** "11月23日周一" or "Mon, 23 Nov": a day whose year is plain from what stands around it. */
export function shortDay(day: string, language: Language): string {
  const moment = new Date(`${day}T12:00:00Z`)
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { timeZone: 'UTC', month: 'short', day: 'numeric', weekday: 'short' }).format(
    moment,
  )
}

/** "2026年11月" or "November 2026". */
export function longMonth(month: string, language: Language): string {
  const moment = new Date(`${month}-01T12:00:00Z`)
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { timeZone: 'UTC', year: 'numeric', month: 'long' }).format(
    moment,
  )
}

/** A moment of the wire as "2026-11-23 12:05" in the canteen's zone. */
export function dayAndTime(wire: string): string {
  const moment = new Date(wire)
  return `${dayOf(moment)} ${timeOf(wire)}`
}

/** A moment of the wire as "12:05" in the canteen's zone. */
export function timeOf(wire: string): string {
  return TIME.format(new Date(wire))
}

/** "12345.60" with its thousands apart: "12,345.60". Text in, text out: money is never a number here. */
export function yuan(amount: string): string {
  const [whole = '0', cents = '00'] = amount.split('.')
  return `${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}.${cents}`
}

/** A count with its thousands apart. */
export function count(many: number): string {
  return String(many).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** "12345678" as it is printed on the card: "1234 5678". */
export function cardNumber(number: string): string {
  const digits = number.replace(/\s/g, '')
  return digits.length === 8 ? `${digits.slice(0, 4)} ${digits.slice(4)}` : number
}

/** Seconds as "9:05". */
export function countdown(seconds: number): string {
  const left = Math.max(0, Math.floor(seconds))
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`
}
