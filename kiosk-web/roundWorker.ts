// Which files does the volunteer's page need without a network? The build knows: it writes the list into the page's own service
// worker, and refuses a page that is too heavy for an old phone's first load.
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Plugin, Rollup } from 'vite'

const PAGE = 'round/RoundPage.vue'
const WORKER = 'src/round/serviceWorker.ts'
/** Where browsers look for it: it may speak for addresses below its own folder only. */
const ADDRESS = 'round-worker.js'
/** What the camera needs is loaded by no import of the page. */
const CAMERA = /(?:^|\/)(?:camera\.worker|zxing_reader)-[\w-]+\.(?:js|wasm)$/

/** What the first load may weigh, compressed. The camera's reader comes after it. */
const MOST_BYTES = 120_000

/** Builds the service worker of `/round` with the list of what it keeps. */
export function roundWorker(): Plugin {
  return {
    name: 'round-worker',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'chunk', id: WORKER, fileName: ADDRESS })
    },
    generateBundle: {
      // The list of styles is complete only after the other plugins.
      order: 'post',
      handler(_, bundle) {
        const worker = bundle[ADDRESS]
        if (worker?.type !== 'chunk') return this.error(`${ADDRESS} was not built`)
        const needed = filesOf(bundle)
        const weight = weightOf(['index.html', ...needed].filter((name) => !CAMERA.test(name)).map((name) => textOf(bundle, name)))
        if (weight > MOST_BYTES) return this.error(`the volunteer's page weighs ${weight} bytes, more than ${MOST_BYTES}`)
        const files = ['/round', ...[...needed].sort().map((name) => `/${name}`)]
        const build = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 12)
        worker.code = worker.code.replaceAll('__ROUND_FILES__', JSON.stringify(files)).replaceAll('__ROUND_BUILD__', JSON.stringify(build))
      },
    },
  }
}

/** How many bytes travel for these files, each compressed by itself. */
export function weightOf(files: readonly (string | Uint8Array)[]): number {
  return files.reduce((sum, file) => sum + gzipSync(file).length, 0)
}

function textOf(bundle: Rollup.OutputBundle, name: string): string | Uint8Array {
  const file = bundle[name]
  if (file === undefined) throw new Error(`${name} was not built`)
  return file.type === 'chunk' ? file.code : file.source
}

/** The page's own chunk, the first page's, all that they import, their styles, and the camera's reader. */
function filesOf(bundle: Rollup.OutputBundle): Set<string> {
  const found = new Set(Object.keys(bundle).filter((name) => CAMERA.test(name)))
  const add = (name: string): void => {
    const chunk = bundle[name]
    if (found.has(name) || chunk?.type !== 'chunk') return
    found.add(name)
    for (const style of chunk.viteMetadata?.importedCss ?? []) found.add(style)
    chunk.imports.forEach(add)
  }
  for (const chunk of Object.values(bundle)) {
    if (chunk.type === 'chunk' && (chunk.facadeModuleId?.endsWith(PAGE) === true || chunk.facadeModuleId?.endsWith('index.html') === true)) add(chunk.fileName)
  }
  return found
}
