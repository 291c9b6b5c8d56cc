// How do the words become sound? One sound file, one audio clock; the browser stays silent until a key or a touch.
import { ref } from 'vue'
import { soundFile } from '../api/client'
import { placeOf, type Clip } from './clip'
import type { Tone, Utterance } from './say'

/** Whether the browser lets us make a sound yet. */
export const audio = ref<'locked' | 'ready' | 'missing'>('locked')

const STILL_NEWS_MS = 2000
const GAP_SECONDS = 0.03
const VOICE_GAIN = 1
const TONE_GAIN = 0.22
/** Each tone: frequency in hertz, begin and length in seconds. */
const TONES: Readonly<Record<Tone, readonly (readonly [number, number, number])[]>> = {
  yes: [[880, 0, 0.09], [1320, 0.09, 0.13]],
  done: [[1047, 0, 0.08], [1319, 0.08, 0.08], [1568, 0.16, 0.16]],
  no: [[330, 0, 0.16], [247, 0.18, 0.26]],
  wait: [[587, 0, 0.12], [587, 0.2, 0.12]],
  tick: [[1100, 0, 0.04]],
}

let context: AudioContext | null = null
let voice: AudioBuffer | null = null
let playing: AudioScheduledSourceNode[] = []
/** What was to be said while the sound file was still on its way. */
let kept: { utterance: Utterance; at: number } | null = null

/** Opens the sound. Call it from a key press or a touch; calling it again costs nothing. */
export async function unlockAudio(): Promise<void> {
  if (context !== null && audio.value === 'ready') return
  try {
    context ??= new AudioContext({ latencyHint: 'interactive' })
    await context.resume()
    audio.value = context.state === 'running' ? 'ready' : 'locked'
    voice ??= await context.decodeAudioData(await soundFile('/voice/voice.mp3'))
    if (kept !== null && performance.now() - kept.at < STILL_NEWS_MS) speak(kept.utterance)
    kept = null
  } catch {
    // Without a voice the counter still works by colour, word and tone; the page shows that the voice is missing.
    audio.value = context?.state === 'running' ? 'ready' : 'missing'
  }
}

/** Says it, cutting off what is still being said: the newest diner matters. */
export function speak(utterance: Utterance): void {
  if (voice === null) kept = { utterance, at: performance.now() }
  if (context === null || audio.value !== 'ready') return
  const { tone, clips } = utterance
  for (const source of playing) source.stop()
  playing = []
  const start = context.currentTime + 0.01
  const afterTone = playTone(context, tone, start)
  playClips(context, clips, afterTone)
}

function playTone(on: AudioContext, tone: Tone, start: number): number {
  let end = start
  for (const [frequency, offset, seconds] of TONES[tone]) {
    const from = start + offset
    const gain = on.createGain()
    gain.gain.setValueAtTime(0, from)
    gain.gain.linearRampToValueAtTime(TONE_GAIN, from + 0.012)
    gain.gain.exponentialRampToValueAtTime(0.001, from + seconds)
    const source = new OscillatorNode(on, { frequency, type: 'triangle' })
    source.connect(gain).connect(on.destination)
    source.start(from)
    source.stop(from + seconds)
    playing.push(source)
    end = Math.max(end, from + seconds)
  }
  return end
}

function playClips(on: AudioContext, clips: readonly Clip[], start: number): void {
  if (voice === null) return
  let at = start + 0.04
  for (const clip of clips) {
    const place = placeOf(clip)
    const source = new AudioBufferSourceNode(on, { buffer: voice })
    const gain = new GainNode(on, { gain: VOICE_GAIN })
    source.connect(gain).connect(on.destination)
    source.start(at, place.start, place.length)
    playing.push(source)
    at += place.length + GAP_SECONDS
  }
}
