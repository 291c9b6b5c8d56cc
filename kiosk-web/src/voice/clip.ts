// Which words the voice can say: the clips in the one sound file, made by scripts/make-voice.
import clips from './clips.json'

/** A word or short sentence the voice has. */
export type Clip = keyof typeof clips

/** Where the clip lies in the sound file, in seconds. */
export function placeOf(clip: Clip): { start: number; length: number } {
  const [start = 0, length = 0] = clips[clip]
  return { start: start / 1000, length: length / 1000 }
}
