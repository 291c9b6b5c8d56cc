// How the page talks to the server. The only place that calls fetch; every other origin is out of reach.
import type { Sentence } from '../i18n'
import { eventsIn } from './events'

const ROOT = '/api/v1'
const TIMEOUT_MS = 10_000
const EVENTS = 'text/event-stream'

/** One field the server did not accept, in words for people. */
export interface FieldProblem {
  field: string
  message: Sentence
}

/** The server answered, and the answer is no (RFC 9457 problem+json). `code` is stable, `sentence` is for people. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  constructor(
    readonly status: number,
    readonly code: string,
    readonly sentence: Sentence,
    readonly fields: readonly FieldProblem[],
    readonly retryAfterSeconds: number | null,
  ) {
    super(`${status} ${code}`)
  }
}

/** No answer of ours came: no network, too slow, or something else answered in the server's place. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
  constructor(
    readonly why: 'network' | 'timeout' | 'not_ours',
    /** Nothing changes where the answer to a question is lost; of a write nobody knows whether it was done. */
    readonly lost: 'question' | 'write' = 'question',
  ) {
    super(why)
  }
}

export interface RequestOptions {
  /** Gives up after this many milliseconds; ten seconds unless told. */
  timeoutMs?: number
  /** Lets the caller give up earlier. */
  signal?: AbortSignal
}

/** Reads. `T` is the generated type of the answer. */
export function get<T>(path: string, options?: RequestOptions): Promise<T> {
  return request<T>('GET', path, undefined, options)
}

/** Writes. A `FormData` body is sent as multipart, everything else as JSON. */
export function post<T>(path: string, body: unknown, options?: RequestOptions): Promise<T> {
  return request<T>('POST', path, body, options)
}

/** Reads a file. A refusal is a problem like any other. */
export function download(path: string, options?: RequestOptions): Promise<Blob> {
  return request('GET', path, undefined, options, (response) => response.blob())
}

/** Removes. */
export function remove(path: string, options?: RequestOptions): Promise<void> {
  return request<undefined>('DELETE', path, undefined, options)
}

/** The bytes of a sound file of this page's own origin. */
export async function soundFile(path: `/voice/${string}`): Promise<ArrayBuffer> {
  const response = await fetch(path, { credentials: 'omit' })
  if (!response.ok) throw new Unreachable('not_ours')
  return response.arrayBuffer()
}

export interface FollowOptions {
  /** A stream that says nothing for so many milliseconds is broken. */
  silenceMs: number
  /** Lets the caller hang up. */
  signal: AbortSignal
}

/** Hears a stream of server-sent events until the server ends it; a refusal and a broken line are thrown like everywhere. `T` is
 * the generated type of what each event says. */
export async function follow<T>(path: string, heard: (said: T) => void, { silenceMs, signal }: FollowOptions): Promise<void> {
  const stop = new AbortController()
  signal.addEventListener('abort', () => stop.abort('caller'), { once: true })
  let silence: ReturnType<typeof setTimeout> | undefined
  const listenOn = (): void => {
    clearTimeout(silence)
    silence = setTimeout(() => stop.abort('timeout'), silenceMs)
  }
  listenOn()
  try {
    const response = await fetch(ROOT + path, { signal: stop.signal, credentials: 'same-origin', headers: { accept: EVENTS } })
    const kind = response.headers.get('content-type') ?? ''
    if (!response.ok || response.body === null || !kind.startsWith(EVENTS)) return await readAnswer(response)
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    let rest = ''
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      listenOn()
      const events = eventsIn(rest + part.value)
      rest = events.rest
      for (const data of events.data) heard(JSON.parse(data) as T)
    }
  } catch (error) {
    throw asFailure(error, stop.signal)
  } finally {
    clearTimeout(silence)
  }
}

/** Builds a query from what is set; empty text and undefined are left out. */
export function query(parameters: Record<string, string | number | undefined>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

async function request<T>(
  method: string,
  path: string,
  body: unknown,
  options: RequestOptions = {},
  file?: (response: Response) => Promise<T>,
): Promise<T> {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort('timeout'), options.timeoutMs ?? TIMEOUT_MS)
  options.signal?.addEventListener('abort', () => stop.abort('caller'), { once: true })
  try {
    const response = await fetch(ROOT + path, { method, signal: stop.signal, credentials: 'same-origin', ...encoded(body) })
    if (file !== undefined && response.ok && !isPage(response)) return await file(response)
    return await readAnswer<T>(response)
  } catch (error) {
    throw asFailure(error, stop.signal)
  } finally {
    clearTimeout(timer)
  }
}

/** Whatever went wrong is either the server's own answer or no answer of ours. */
function asFailure(error: unknown, stopped: AbortSignal): ApiProblem | Unreachable {
  if (error instanceof ApiProblem || error instanceof Unreachable) return error
  return new Unreachable(stopped.reason === 'timeout' ? 'timeout' : 'network')
}

function encoded(body: unknown): RequestInit {
  if (body === undefined) return { headers: { accept: 'application/json' } }
  if (body instanceof FormData) return { headers: { accept: 'application/json' }, body }
  return { headers: { accept: 'application/json', 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

/** A file of ours is never a web page: that is what a router's login page would be. */
function isPage(response: Response): boolean {
  return (response.headers.get('content-type') ?? '').startsWith('text/html')
}

/** Only JSON from our own server counts as an answer: a router's login page with status 200 does not. */
async function readAnswer<T>(response: Response): Promise<T> {
  const kind = response.headers.get('content-type') ?? ''
  if (response.status === 204) return undefined as T
  if (response.ok && kind.startsWith('application/json')) return (await response.json()) as T
  if (!response.ok && kind.startsWith('application/problem+json')) {
    throw problemFrom(response.status, response.headers.get('retry-after'), await response.json())
  }
  throw new Unreachable('not_ours')
}

function problemFrom(status: number, retryAfter: string | null, body: unknown): ApiProblem {
  const said = (body ?? {}) as { code?: string; title?: string; message?: Sentence; fields?: FieldProblem[] }
  const title = said.title ?? String(status)
  const seconds = Number.parseInt(retryAfter ?? '', 10)
  return new ApiProblem(
    status,
    said.code ?? 'unknown',
    said.message ?? { zh: title, en: title },
    said.fields ?? [],
    Number.isNaN(seconds) ? null : seconds,
  )
}
