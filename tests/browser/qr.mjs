// What does a printed card say to a scanner? The drawing of its code, read back by a QR reader: nobody is asked.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(new URL('../../kiosk-web/package.json', import.meta.url))
const { prepareZXingModule, readBarcodes } = require('zxing-wasm/reader')
prepareZXingModule({ overrides: { wasmBinary: readFileSync(require.resolve('zxing-wasm/reader/zxing_reader.wasm')).buffer } })

const DOTS = 6

/** The text in a code drawn as runs of dark modules (`M4 4h7v1h-7z…`). */
export async function textOfDrawing(path, size) {
  const width = size * DOTS
  const data = new Uint8ClampedArray(width * width * 4).fill(255)
  for (const [, x, y, long] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = y * DOTS; row < (Number(y) + 1) * DOTS; row += 1) {
      for (let column = x * DOTS; column < (Number(x) + Number(long)) * DOTS; column += 1) {
        data.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3)
      }
    }
  }
  const [found] = await readBarcodes({ data, width, height: width, colorSpace: 'srgb' }, { formats: ['QRCode'] })
  if (found === undefined) throw new Error('the code on the card cannot be read')
  return found.text
}
