// Is a bad file stopped, a wrong row never taken over, and the list of errors harmless in Excel?
import { describe, expect, it } from 'vitest'
import { errorsCsv } from './errorsCsv'
import { refusal, verdictOn } from './rules'

describe('a file', () => {
  it.each([
    ['register.xlsx', 1000, null],
    ['REGISTER.XLSX', 1000, null],
    ['register.csv', 1000, null],
    ['register.xls', 1000, 'kind'],
    ['register.xlsx.exe', 1000, 'kind'],
    ['register', 1000, 'kind'],
    ['register.csv', 10 * 1024 * 1024, null],
    ['register.csv', 10 * 1024 * 1024 + 1, 'size'],
  ])('%s of %i bytes is refused for %s', (name, size, why) => {
    expect(refusal({ name, size })).toBe(why)
  })
})

describe('a difference', () => {
  it('with one wrong row is not taken over, however much is new', () => {
    expect(verdictOn({ new: 9, changed: 0, wrong: 1 })).toBe('wrong')
  })
  it('without new or changed rows needs nothing', () => {
    expect(verdictOn({ new: 0, changed: 0, wrong: 0 })).toBe('nothing')
  })
  it('without wrong rows can be taken over', () => {
    expect(verdictOn({ new: 0, changed: 1, wrong: 0 })).toBe('ready')
  })
})

describe('the list of errors', () => {
  const headers = ['行', '列', '填的是', '怎么改'] as const
  const cell = (value: string) => ({ row: 17, column: '姓名', value, reason: { zh: '请填写姓名。', en: 'Write the name.' } })

  it('opens in Excel as UTF-8, one line per cell', () => {
    expect(errorsCsv(headers, [cell('张三')], (each) => each.reason.zh)).toBe('\uFEFF行,列,填的是,怎么改\r\n17,姓名,张三,请填写姓名。\r\n')
  })
  it('quotes commas, quotes and line ends', () => {
    expect(errorsCsv(headers, [cell('a,"b"\nc')], () => 'x')).toContain('"a,""b""\nc"')
  })
  it.each(['=1+1', '+1', '-1', '@a', '\t=1', '\r=1', '＝1', '＋1', '－1', '＠a'])('cannot run %j as a formula', (text) => {
    expect(errorsCsv(headers, [cell(text)], () => 'x')).toContain(`'${text}`)
  })
})
