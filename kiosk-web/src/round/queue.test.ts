import { describe, expect, it } from 'vitest'
import { photo, result, rung } from './fixture'
import { asBody, draftOf, nextToSend, released, step, waiting, type Queue, type Report, type Said } from './queue'

const report = (no: number, said: Said = result(no)): Report => released({ id: said.body.id, no, said, state: { is: 'draft' } })
const written = (...reports: Report[]): Queue => reports.reduce<Queue>((queue, one) => step(queue, { type: 'written', report: one }), [])
const ids = (reports: readonly Report[]): string[] => reports.map(({ id }) => id)
const no = { code: 'bad_body', sentence: { zh: '不行', en: 'No' } }

describe('the queue of a round', () => {
  it('sends in the order in which things happened, those of one kind together', () => {
    const queue = written(report(4), report(2, rung(2)), report(1), report(3, rung(3)))
    expect(ids(nextToSend(queue))).toEqual(['result-1'])
    const after = step(queue, { type: 'left', ids: ['result-1'] })
    expect(ids(nextToSend(after))).toEqual(['rung-2-ring', 'rung-3-ring'])
    expect(asBody(nextToSend(after))).toMatchObject({ results: [], photos: [], ladder: [{ id: 'rung-2-ring' }, { id: 'rung-3-ring' }] })
  })

  it('sends a photo alone: it fills a request', () => {
    const queue = written(report(1), report(2, photo(2)), report(3, photo(3)), report(4))
    const next = step(queue, { type: 'left', ids: ids(nextToSend(queue)) })
    expect([ids(nextToSend(queue)), ids(nextToSend(next))]).toEqual([['result-1'], ['photo-2']])
    expect(asBody(nextToSend(next))).toMatchObject({ results: [], ladder: [], photos: [{ id: 'photo-2' }] })
  })

  it('sends nothing while something is on its way, and at most twenty at once', () => {
    const queue = written(...Array.from({ length: 25 }, (_, at) => report(at + 1)))
    const first = ids(nextToSend(queue))
    expect(first).toHaveLength(20)
    expect(nextToSend(step(queue, { type: 'sent', ids: first }))).toEqual([])
  })

  it('keeps what was not answered, and counts the tries', () => {
    const sent = step(step(written(report(1)), { type: 'sent', ids: ['result-1'] }), { type: 'unanswered', ids: ['result-1'] })
    expect(sent[0]?.state).toEqual({ is: 'waiting', tries: 1, alone: false })
  })

  it('sends again what was on its way when the page went away', () => {
    const left = step(written(report(1)), { type: 'sent', ids: ['result-1'] })
    expect(ids(nextToSend(step([], { type: 'loaded', reports: left })))).toEqual(['result-1'])
  })

  it('keeps what is written while the old ones are still being read', () => {
    expect(ids(step(written(report(9)), { type: 'loaded', reports: [report(1)] }))).toEqual(['result-1', 'result-9'])
  })

  it('asks about each alone when the server took none, and sets only the bad one aside', () => {
    let queue = written(report(1), report(2), report(3))
    queue = step(queue, { type: 'split', ids: ids(queue) })
    expect(ids(nextToSend(queue))).toEqual(['result-1'])
    queue = step(queue, { type: 'refused', id: 'result-1', ...no })
    expect(ids(nextToSend(queue))).toEqual(['result-2'])
    expect(ids(waiting(queue))).toEqual(['result-2', 'result-3'])
    expect(queue).toHaveLength(3)
  })

  it('does not send a draft, and sends it as what it has become', () => {
    const draft: Report = { ...report(1), state: { is: 'draft' } }
    const queue = written(draft)
    expect([nextToSend(queue), draftOf(queue)?.body.id]).toEqual([[], 'result-1'])
    const final = step(queue, { type: 'written', report: released({ ...draft, said: result(1, { welfare: 'help' }) }) })
    expect(asBody(nextToSend(final)).results).toMatchObject([{ id: 'result-1', welfare: 'help' }])
  })
})
