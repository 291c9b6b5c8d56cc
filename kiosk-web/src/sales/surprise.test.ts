import { expect, it } from 'vitest'
import type { Verdict } from '../api/types'
import { isSurprise } from './surprise'

const wanted = { token: '1'.repeat(40) } as const
const verdict = { outcome: 'sell', pays: '9.90' } as Verdict

it('an Enter on its way does not take a no off the screen, nor what went wrong', () => {
  expect(isSurprise({ at: 'refused', wanted, verdict })).toBe(true)
  expect(isSurprise({ at: 'failed', sentence: 'not_kept' })).toBe(true)
  expect(isSurprise({ at: 'unreadable', what: 'misread' })).toBe(true)
})

it('an Enter confirms the diner just scanned at once, but not one who appeared out of the queue or at a new price', () => {
  expect((['now', 'from_queue', 'again'] as const).map((came) => isSurprise({ at: 'offered', wanted, verdict, came }))).toEqual([false, true, true])
})
