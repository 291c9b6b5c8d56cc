// Does a mistake in a policy lead to its line?
import { describe, expect, it } from 'vitest'
import { lineOf, reachOf } from './lines'

describe('a mistake', () => {
  it.each([
    ['line 12', 12],
    ['line 1', 1],
    ['text', null],
    ['line twelve', null],
    ['line 1 2', null],
  ])('named %s is on line %s', (field, line) => {
    expect(lineOf(field)).toBe(line)
  })
})

describe('a line', () => {
  const text = 'one\ntwo\n\nfour'
  it.each([
    [1, 'one'],
    [2, 'two'],
    [3, ''],
    [4, 'four'],
    [9, ''],
  ])('%i reaches over %j', (line, said) => {
    const { from, to } = reachOf(text, line)
    expect(text.slice(from, to)).toBe(said)
  })
})
