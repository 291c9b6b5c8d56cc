// Is a chosen file read whichever way it was saved, and never taken for text when it is none?
import { expect, it } from 'vitest'
import { textOf } from './textOf'

const bytes = (...all: number[]): ArrayBuffer => new Uint8Array(all).buffer

it.each([
  ['UTF-8', bytes(0xe9, 0xa4, 0x90, 0x3d, 0x0a), '餐=\n'],
  ['UTF-8 with a byte order mark', bytes(0xef, 0xbb, 0xbf, 0xe9, 0xa4, 0x90), '餐'],
  ['GB18030', bytes(0xb2, 0xcd, 0x3d, 0x0d, 0x0a), '餐=\r\n'],
  ['nothing', bytes(), ''],
])('reads %s', (_, file, text) => {
  expect(textOf(file)).toBe(text)
})

it.each([
  ['a picture', bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00)],
  ['a workbook', bytes(0x50, 0x4b, 0x03, 0x04, 0x14, 0x00)],
  ['a broken text', bytes(0x61, 0xff, 0xff)],
])('says nothing for %s', (_, file) => {
  expect(textOf(file)).toBeNull()
})
