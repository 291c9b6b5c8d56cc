// The first digits of a hash, as two people read them to each other.
const DIGITS = 12

/** "3f9a 27c1 08de": enough to see that both look at the same. */
export function fingerprint(sha256: string): string {
  return sha256.slice(0, DIGITS).replace(/(.{4})(?=.)/g, '$1 ')
}
