// How does a photo become small enough for a stairwell's signal? It is drawn anew, smaller and coarser until it fits; what the camera wrote
// beside it, where and when and by which phone it was taken, is not drawn and so is left behind.

/** The most bytes of a photo that the server takes. */
export const MOST_BYTES = 190_000

/** How long the longest side may be, in dots, and how fine the drawing, from 0 to 1: the best that fits is taken. */
const TRIES: readonly { side: number; quality: number }[] = [
  { side: 1280, quality: 0.8 },
  { side: 1280, quality: 0.6 },
  { side: 960, quality: 0.6 },
  { side: 720, quality: 0.5 },
  { side: 480, quality: 0.4 },
]

/** Draws a picture so large and so fine as a JPEG; null when it is none. */
export type Draw = (picture: Blob, side: number, quality: number) => Promise<Blob | null>

/** The photo as base64 of a small JPEG; null when it is no picture, or the phone cannot draw it. */
export async function smallPhoto(picture: Blob, draw: Draw = drawnAnew): Promise<string | null> {
  try {
    for (const { side, quality } of TRIES) {
      const drawn = await draw(picture, side, quality)
      if (drawn !== null && drawn.size <= MOST_BYTES) return asBase64(await drawn.arrayBuffer())
    }
  } catch {
    // What no browser can draw is no picture.
  }
  return null
}

async function drawnAnew(picture: Blob, side: number, quality: number): Promise<Blob | null> {
  const image = await createImageBitmap(picture)
  try {
    const scale = Math.min(1, side / Math.max(image.width, image.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(image.width * scale))
    canvas.height = Math.max(1, Math.round(image.height * scale))
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
  } finally {
    image.close()
  }
}

function asBase64(bytes: ArrayBuffer): string {
  return btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(''))
}
