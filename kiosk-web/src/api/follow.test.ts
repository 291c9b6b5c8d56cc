import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ApiProblem, follow, Unreachable } from './client'

const SILENCE_MS = 8000

/** A line that the story speaks into. */
let speak: ReadableStreamDefaultController<Uint8Array>
let heard: unknown[]
let caller: AbortController

beforeEach(() => {
  vi.useFakeTimers()
  heard = []
  caller = new AbortController()
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** Dials; the server answers with `kind` and `status`, and breaks off when the page hangs up. */
function dialled(kind = 'text/event-stream', status = 200, said?: string): Promise<void> {
  vi.stubGlobal('fetch', (_path: string, { signal }: RequestInit) => {
    const line = new ReadableStream<Uint8Array>({ start: (controller) => void (speak = controller) })
    signal?.addEventListener('abort', () => speak.error(new Error('aborted')))
    return Promise.resolve(new Response(said ?? line, { status, headers: { 'content-type': kind } }))
  })
  const ended = follow('/display/events', (moment) => heard.push(moment), { silenceMs: SILENCE_MS, signal: caller.signal })
  // Whoever awaits it later meets the failure; until then nobody need worry.
  ended.catch(() => undefined)
  return ended
}

async function say(text: string): Promise<void> {
  speak.enqueue(new TextEncoder().encode(text))
  await vi.advanceTimersByTimeAsync(0)
}

it('hears each event once it is whole, until the server ends the line', async () => {
  const ended = dialled()
  await vi.advanceTimersByTimeAsync(0)
  await say('event: moment\ndata: {"kind":"pri')
  expect(heard).toEqual([])
  await say('ce"}\n\ndata: {"kind":"sold"}\n\n')
  expect(heard).toEqual([{ kind: 'price' }, { kind: 'sold' }])
  speak.close()
  await expect(ended).resolves.toBeUndefined()
})

it('takes a long silence for a broken line, and each word for a sign of life', async () => {
  const ended = dialled()
  await vi.advanceTimersByTimeAsync(SILENCE_MS - 1)
  await say(': here\n\n')
  await vi.advanceTimersByTimeAsync(SILENCE_MS - 1)
  await say(': here\n\n')
  await vi.advanceTimersByTimeAsync(SILENCE_MS)
  await expect(ended).rejects.toEqual(new Unreachable('timeout'))
})

it('hangs up when told to', async () => {
  const ended = dialled()
  await vi.advanceTimersByTimeAsync(0)
  caller.abort()
  await expect(ended).rejects.toEqual(new Unreachable('network'))
})

it('throws what the server says against it', async () => {
  const body = JSON.stringify({ code: 'display_not_paired', message: { zh: '请扫码配对', en: 'Scan' } })
  const refusal = await dialled('application/problem+json', 401, body).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(ApiProblem)
  expect(refusal).toMatchObject({ status: 401, code: 'display_not_paired', sentence: { zh: '请扫码配对' } })
})

it('does not take a router’s login page for the counter', async () => {
  await expect(dialled('text/html', 200, '<p>Wi-Fi</p>')).rejects.toEqual(new Unreachable('not_ours'))
})
