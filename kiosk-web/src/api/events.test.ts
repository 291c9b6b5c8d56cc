import { expect, it } from 'vitest'
import { eventsIn } from './events'

it('gives the data of whole events and keeps the rest', () => {
  const text = 'event: moment\ndata: {"kind":"cleared"}\n\n: still here\n\ndata:1\ndata: 2\n\nevent: moment\ndata: {"ki'
  expect(eventsIn(text)).toEqual({ data: ['{"kind":"cleared"}', '1\n2'], rest: 'event: moment\ndata: {"ki' })
})

it('waits for the end of an event that comes letter by letter', () => {
  const heard: string[] = []
  let rest = ''
  for (const letter of 'data: 9.90\n\ndata: 5.90\n\n') {
    const cut = eventsIn(rest + letter)
    heard.push(...cut.data)
    rest = cut.rest
  }
  expect(heard).toEqual(['9.90', '5.90'])
  expect(rest).toBe('')
})
