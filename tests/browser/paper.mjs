// What is really on a printed sheet? The PDF drawn as dots, measured and read without asking the page that made it.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const DOTS_PER_INCH = 300
const DARK = 90
/** How zbarimg ends when a picture holds no code. */
const NO_CODE = 4

/** Boxes of one size, two beside each other, row by row from the upper left, in millimetres. */
export function places({ many, left, top, width, height }) {
  return Array.from({ length: many }, (_, at) => ({ x: left + (at % 2) * width, y: top + Math.floor(at / 2) * height, width, height }))
}

/** The whole of a sheet of A4. */
export const WHOLE = { x: 0, y: 0, width: 209.9, height: 296.9 }
const CARDS = places({ many: 10, left: 19.4, top: 12, width: 85.6, height: 54 })

/** Sheets of paper: grey dots at 300 to the inch, and what a scanner reads on them. */
export class Paper {
  #folder
  /** What the letters on all sheets say, without the blanks between them. */
  text = ''
  sheets = []

  /** Draws every page of a PDF. */
  static async of(pdf) {
    const paper = new Paper()
    paper.#folder = await mkdtemp(join(tmpdir(), 'canteen-paper-'))
    const file = join(paper.#folder, 'print.pdf')
    await writeFile(file, pdf)
    const { stdout } = await run('pdftotext', [file, '-'])
    paper.text = stdout.replaceAll(/\s/g, '')
    await run('pdftoppm', ['-r', String(DOTS_PER_INCH), '-gray', file, join(paper.#folder, 'sheet')])
    const names = (await readdir(paper.#folder)).filter((name) => name.endsWith('.pgm')).sort()
    paper.sheets = await Promise.all(names.map(async (name) => new Sheet(join(paper.#folder, name), await readFile(join(paper.#folder, name)))))
    return paper
  }

  /** The words on each page of the PDF, line by line as they lie on the paper. */
  async texts() {
    const { stdout } = await run('pdftotext', ['-layout', join(this.#folder, 'print.pdf'), '-'])
    return stdout.split('\f').filter((text) => text.trim() !== '')
  }

  /** Every word with the box in which it lies on its sheet, in millimetres from the upper left corner. */
  async words() {
    const { stdout } = await run('pdftotext', ['-bbox', join(this.#folder, 'print.pdf'), '-'])
    const boxes = stdout.matchAll(/<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)<\/word>/g)
    return [...boxes].map(([, ...box]) => {
      const [left, top, right, bottom] = box.slice(0, 4).map((points) => (Number(points) * 25.4) / 72)
      return { left, top, right, bottom, text: box[4] }
    })
  }

  /** Every code on every sheet, sheet by sheet: those of cards, or those in some places. */
  async codes(where = CARDS) {
    const read = []
    for (const sheet of this.sheets) read.push(await sheet.codes(where))
    return read
  }

  async throwAway() {
    await rm(this.#folder, { recursive: true, force: true })
  }
}

/** What a scanner reads on a picture; nothing where there is no code. */
async function scanned(file) {
  const reading = run('zbarimg', ['--quiet', '--raw', '--set', '*.enable=0', '--set', 'qrcode.enable=1', file])
  const { stdout } = await reading.catch((error) => {
    if (error.code === NO_CODE) return { stdout: '' }
    throw error
  })
  return stdout.trim()
}

/** One sheet; places and lengths are in millimetres from its upper left corner. */
class Sheet {
  #file
  #dots
  width
  height

  constructor(file, bytes) {
    this.#file = file
    const [, width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 64).toString('latin1'))
    this.width = Number(width)
    this.height = Number(height)
    this.#dots = bytes.subarray(bytes.length - this.width * this.height)
  }

  get size() {
    return { width: toMillimetres(this.width), height: toMillimetres(this.height) }
  }

  /** The longest dark line that lies level between two heights. */
  longestLine(fromY, toY) {
    let longest = 0
    for (let y = toDots(fromY); y <= toDots(toY); y += 1) {
      let run = 0
      for (let x = 0; x < this.width; x += 1) {
        run = this.#isDark(x, y) ? run + 1 : 0
        longest = Math.max(longest, run)
      }
    }
    return toMillimetres(longest)
  }

  /** How far apart the first and the last dark dot of a box are. */
  darkWidth({ fromX, toX, fromY, toY }) {
    let first = Infinity
    let last = -Infinity
    for (let y = toDots(fromY); y <= toDots(toY); y += 1) {
      for (let x = toDots(fromX); x <= toDots(toX); x += 1) {
        if (!this.#isDark(x, y)) continue
        first = Math.min(first, x)
        last = Math.max(last, x)
      }
    }
    return toMillimetres(last - first + 1)
  }

  /** What a scanner reads in each place, one after the other; nothing where there is no code. */
  async codes(where) {
    const read = []
    for (const { x, y, width, height } of where) {
      const file = `${this.#file}.part.pgm`
      await writeFile(file, this.#part(toDots(x), toDots(y), toDots(width), toDots(height)))
      const code = await scanned(file)
      if (code !== '') read.push(code)
    }
    return read
  }

  /** A part of the sheet as a picture of its own. */
  #part(fromX, fromY, width, height) {
    const rows = Array.from({ length: height }, (_, row) => {
      const start = (fromY + row) * this.width + fromX
      return this.#dots.subarray(start, start + width)
    })
    return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), ...rows])
  }

  #isDark(x, y) {
    return this.#dots[y * this.width + x] < DARK
  }
}

const toDots = (millimetres) => Math.round((millimetres * DOTS_PER_INCH) / 25.4)
const toMillimetres = (dots) => (dots * 25.4) / DOTS_PER_INCH
