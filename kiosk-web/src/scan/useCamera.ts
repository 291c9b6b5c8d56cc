// The camera as a scanner: frames go to a worker, and each code that comes into sight is heard once.
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import type { FrameMessage, WorkerMessage } from './camera.worker'
import { NOTHING_SEEN, see } from './sameScan'

/** How the camera is. `insecure`: the browser gives no camera to a page over plain http. */
export type CameraState = 'off' | 'starting' | 'looking' | 'insecure' | 'denied' | 'missing'

export interface Camera {
  state: Ref<CameraState>
}

const DENOISE_EVERY = 3

/** Looks through the camera while `wanted` is true, shows it in `video`, and calls `onText` for each new code. */
export function useCamera(video: Ref<HTMLVideoElement | null>, wanted: Ref<boolean>, onText: (text: string) => void): Camera {
  const state = ref<CameraState>('off')
  let stop: (() => void) | null = null
  let turn = 0

  async function start(): Promise<void> {
    const mine = (turn += 1)
    if (!('mediaDevices' in navigator)) {
      state.value = 'insecure'
      return
    }
    state.value = 'starting'
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        video: { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: { ideal: 'environment' } },
        audio: false,
      })
      if (mine !== turn) return stopStream(stream)
      stop = await look(stream)
      state.value = 'looking'
    } catch (error) {
      state.value = error instanceof DOMException && error.name === 'NotAllowedError' ? 'denied' : 'missing'
    }
  }

  async function look(stream: MediaStream): Promise<() => void> {
    const screen = video.value
    if (screen === null) throw new Error('the picture is not on the page')
    screen.srcObject = stream
    await screen.play()
    const worker = new Worker(new URL('./camera.worker.ts', import.meta.url), { type: 'module' })
    const stopReading = readFrames(screen, worker, onText, () => (state.value = 'missing'))
    return () => {
      stopReading()
      worker.terminate()
      stopStream(stream)
      screen.srcObject = null
    }
  }

  function end(): void {
    turn += 1
    stop?.()
    stop = null
    state.value = 'off'
  }

  watch([wanted, video], ([isWanted, screen]) => {
    if (isWanted && screen !== null && stop === null) void start()
    else if (!isWanted) end()
  }, { immediate: true, flush: 'post' })
  onScopeDispose(end)
  return { state }
}

/** Sends one frame at a time; while the worker is busy, frames pass by. */
function readFrames(screen: HTMLVideoElement, worker: Worker, onText: (text: string) => void, broken: () => void): () => void {
  let seen = NOTHING_SEEN
  let busy = true
  let frames = 0
  let over = false

  worker.addEventListener('error', broken)
  worker.addEventListener('message', ({ data }: MessageEvent<WorkerMessage>) => {
    if (data.is === 'broken') return broken()
    busy = false
    if (data.is !== 'read') return
    const after = see(seen, data.text, performance.now())
    seen = after.seen
    if (after.isNew && data.text !== null) onText(data.text)
  })

  async function nextFrame(): Promise<void> {
    if (over) return
    if (!busy && screen.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && screen.videoWidth > 0) {
      busy = true
      try {
        const frame = await createImageBitmap(screen)
        const message: FrameMessage = { frame, denoise: (frames += 1) % DENOISE_EVERY === 0 }
        worker.postMessage(message, [frame])
      } catch {
        // The stream was just ending; the next frame tells.
        busy = false
      }
    }
    screen.requestVideoFrameCallback(() => void nextFrame())
  }

  void nextFrame()
  return () => {
    over = true
  }
}

function stopStream(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
