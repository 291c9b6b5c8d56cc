import { describe, expect, it } from 'vitest'
import { MOST_BYTES, smallPhoto, type Draw } from './smallPhoto'

const picture = new Blob(['from the camera'])
/** A drawer whose pictures take so many bytes for each dot of the side at the finest. */
const drawer = (perDot: number): { draw: Draw; asked: number[] } => {
  const asked: number[] = []
  return { asked, draw: (_, side, quality) => (asked.push(side), Promise.resolve(new Blob([new Uint8Array(Math.round(side * quality * perDot))]))) }
}

describe('a photo from a door', () => {
  it('is drawn once where that is small enough', async () => {
    const { draw, asked } = drawer(100)
    expect(await smallPhoto(picture, draw)).toBe(Buffer.alloc(1280 * 80).toString('base64'))
    expect(asked).toEqual([1280])
  })

  it('is drawn smaller and coarser until it fits', async () => {
    const { draw, asked } = drawer(400)
    const small = await smallPhoto(picture, draw)
    expect(Buffer.from(small ?? '', 'base64').length).toBeLessThanOrEqual(MOST_BYTES)
    expect(asked).toEqual([1280, 1280, 960, 720])
  })

  it('is none when nothing small enough can be drawn, or it is no picture', async () => {
    expect(await smallPhoto(picture, drawer(10_000).draw)).toBeNull()
    expect(await smallPhoto(picture, () => Promise.resolve(null))).toBeNull()
    expect(await smallPhoto(picture, () => Promise.reject(new Error('no picture')))).toBeNull()
  })
})
