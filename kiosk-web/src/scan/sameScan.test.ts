import { expect, it } from 'vitest'
import { NOTHING_SEEN, see } from './sameScan'

const scans = (frames: readonly (readonly [string | null, number])[]): number => {
  let seen = NOTHING_SEEN
  let count = 0
  for (const [text, at] of frames) {
    const after = see(seen, text, at)
    seen = after.seen
    if (after.isNew) count += 1
  }
  return count
}

it('a card that lies in front of the camera is one scan', () => {
  expect(scans(Array.from({ length: 300 }, (_, n) => ['a', n * 33] as const))).toBe(1)
})

it('a frame in which the code was not found does not make it two', () => {
  expect(scans([['a', 0], [null, 300], ['a', 600], [null, 900], ['a', 1500]])).toBe(1)
})

it('the same card shown again after a second is a new scan', () => {
  expect(scans([['a', 0], [null, 500], ['a', 1000]])).toBe(2)
})

it('another card is a new scan at once', () => {
  expect(scans([['a', 0], ['b', 40], ['a', 80]])).toBe(3)
})
