// Can another device open this address? Not when it is this computer's name for itself.

/** True for an address that leads nowhere from any other device. */
export function isOnlyHere(url: string): boolean {
  const { hostname } = new URL(url)
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
}
