// Which requests of the volunteer's page are answered from what the phone keeps? Its own files, asked for from its own address; what the
// server says is not among them, and nothing that is written goes past the network.

/** What a service worker knows of a request. */
export type Asked = Pick<Request, 'method' | 'mode' | 'url'>

/** The path under which the answer is kept; null where the network has to be asked. */
export function keptPath({ method, mode, url }: Asked, origin: string, files: readonly string[]): string | null {
  const address = new URL(url)
  if (method !== 'GET' || address.origin !== origin) return null
  // Whatever a link had behind the path, the page is the same: the worker speaks for addresses below /round only.
  const path = mode === 'navigate' ? '/round' : address.pathname
  return files.includes(path) ? path : null
}
