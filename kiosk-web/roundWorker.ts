// Which files does the volunteer's page need without a network? The build knows: it writes the list into the page's own service
// worker.
import { createHash } from 'node:crypto'
import type { Plugin, Rollup } from 'vite'

const PAGE = 'round/RoundPage.vue'
const WORKER = 'src/round/serviceWorker.ts'
/** Where browsers look for it: it may speak for addresses below its own folder only. */
const ADDRESS = 'round-worker.js'
/** What the camera needs is loaded by no import of the page. */
const CAMERA = /(?:^|\/)(?:camera\.worker|zxing_reader)-[\w-]+\.(?:js|wasm)$/

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
        const files = ['/round', ...[...filesOf(bundle)].sort().map((name) => `/${name}`)]
        const build = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 12)
        worker.code = worker.code.replaceAll('__ROUND_FILES__', JSON.stringify(files)).replaceAll('__ROUND_BUILD__', JSON.stringify(build))
      },
    },
  }
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
