import { expect, it } from 'vitest'
import { newId } from './uuid'

it('is a UUIDv7 that begins with the time', () => {
  const id = newId(0x0192_3456_789a)
  expect(id).toMatch(/^01923456-789a-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

it('never repeats and sorts by time', () => {
  const ids = Array.from({ length: 2000 }, (_, at) => newId(1_700_000_000_000 + at))
  expect(new Set(ids).size).toBe(2000)
  expect([...ids].sort()).toEqual(ids)
})
