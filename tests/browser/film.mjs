// How does a printed card come before Chromium's camera? As a film of the sheet, a picture of 1280 x 720 after the other:
// a film in MJPEG is nothing but JPEG pictures in a row.
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
/** So many dots to the inch that the first card of the sheet fills the picture. */
const DOTS_PER_INCH = 300
const PICTURE = { width: 1280, height: 720 }
/** Where the picture's corner lies on the sheet, in dots: an empty corner, then the card, held by a hand that is not still. */
const BESIDE = [0, 2600]
const HELD = [
  [120, 110],
  [128, 104],
  [140, 116],
  [132, 124],
]
/** Thirty pictures are a second. */
const PICTURES_EACH = 15

/** The film of the first card of a PDF; brings back its file in the folder. */
export async function filmOf(pdf, folder) {
  const sheet = join(folder, 'sheet.pdf')
  await writeFile(sheet, pdf)
  const pictures = []
  for (const corner of [BESIDE, ...HELD]) pictures.push(await pictureOf(sheet, corner))
  const film = join(folder, 'film.mjpeg')
  await writeFile(film, Buffer.concat(pictures.flatMap((picture) => Array(PICTURES_EACH).fill(picture))))
  return film
}

/** A part of the sheet as a JPEG picture. */
async function pictureOf(sheet, [x, y]) {
  const place = ['-x', x, '-y', y, '-W', PICTURE.width, '-H', PICTURE.height].map(String)
  await run('pdftoppm', ['-jpeg', '-singlefile', '-r', String(DOTS_PER_INCH), ...place, sheet, `${sheet}.picture`])
  return readFile(`${sheet}.picture.jpg`)
}
