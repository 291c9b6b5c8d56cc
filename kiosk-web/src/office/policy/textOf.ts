// What does a chosen file say? Text in UTF-8, or in GB18030 as a Chinese Notepad may save it; a picture says nothing.

/** Signs that no text has: those that are not drawn, but tab and line ends. */
const isText = (text: string): boolean => !/\p{Cc}/u.test(text.replaceAll(/[\t\n\r]/g, ''))

/** The text of the bytes; null when they are none. A byte order mark is left out. */
export function textOf(bytes: ArrayBuffer): string | null {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
      return isText(text) ? text : null
    } catch {
      // Not in this one.
    }
  }
  return null
}
