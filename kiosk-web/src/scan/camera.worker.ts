// Finds a QR code in one camera frame, off the page's own thread.
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import wasmAddress from 'zxing-wasm/reader/zxing_reader.wasm?url'

/** What the page sends: one frame, which the worker owns from then on. */
export interface FrameMessage {
  frame: ImageBitmap
  denoise: boolean
}

/** What the worker answers: once that it is ready or cannot be, then one answer for each frame. */
export type WorkerMessage = { is: 'ready' } | { is: 'broken' } | { is: 'read'; text: string | null }

const canvas = new OffscreenCanvas(1, 1)
const painter = canvas.getContext('2d', { willReadFrequently: true })

const answer = (message: WorkerMessage): void => postMessage(message)

prepareZXingModule({
  overrides: { locateFile: (path: string) => (path.endsWith('.wasm') ? wasmAddress : path) },
  fireImmediately: true,
}).then(
  () => answer({ is: 'ready' }),
  () => answer({ is: 'broken' }),
)

addEventListener('message', (event: MessageEvent<FrameMessage>) => {
  read(event.data).then(
    (text) => answer({ is: 'read', text }),
    // One frame that could not be read is only one frame.
    () => answer({ is: 'read', text: null }),
  )
})

async function read({ frame, denoise }: FrameMessage): Promise<string | null> {
  canvas.width = frame.width
  canvas.height = frame.height
  painter?.drawImage(frame, 0, 0)
  frame.close()
  const image = painter?.getImageData(0, 0, canvas.width, canvas.height)
  if (image === undefined) return null
  const found = await readBarcodes(image, {
    formats: ['QRCode'],
    maxNumberOfSymbols: 1,
    tryInvert: false,
    tryDenoise: denoise,
  })
  return found[0]?.text ?? null
}
