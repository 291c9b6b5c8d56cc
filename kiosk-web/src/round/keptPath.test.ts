import { describe, expect, it } from 'vitest'
import { keptPath } from './keptPath'

const HERE = 'http://127.0.0.1:8080'
const FILES = ['/round', '/assets/index-1a2b.js', '/round/camera.worker-3c4d.js']
const kept = (url: string, method = 'GET', mode: RequestMode = 'cors'): string | null => keptPath({ method, mode, url: new URL(url, HERE).href }, HERE, FILES)

describe('what the volunteer’s page gets from the phone', () => {
  it('is the page itself, whatever stands behind its path', () => {
    for (const url of ['/round', '/round?lang=en', '/round/']) expect(kept(url, 'GET', 'navigate')).toBe('/round')
  })

  it('is every file that the page is made of', () => {
    for (const file of FILES.slice(1)) expect(kept(file)).toBe(file)
    expect(kept('/round/camera.worker-3c4d.js', 'GET', 'same-origin')).toBe('/round/camera.worker-3c4d.js')
  })

  it('is never what the server says', () => {
    for (const path of ['/api/v1/round', '/api/v1/round/session', '/api/v1/round/results', '/api/v1/session', '/healthz']) {
      expect(kept(path)).toBeNull()
      expect(kept(path, 'POST')).toBeNull()
    }
  })

  it('is nothing that is sent, not even to the address of a file', () => {
    for (const method of ['POST', 'HEAD', 'DELETE', 'PUT']) {
      for (const file of FILES) expect(kept(file, method)).toBeNull()
    }
    expect(kept('/round', 'POST', 'navigate')).toBeNull()
  })

  it('is nothing of another build, of the office or of another server', () => {
    for (const url of ['/assets/index-9z9z.js', '/assets/index-1a2b.js.map', '/office', '/', `${HERE.replace('8080', '8081')}/assets/index-1a2b.js`]) {
      expect(kept(url)).toBeNull()
    }
    expect(kept(`${HERE.replace('8080', '8081')}/round`, 'GET', 'navigate')).toBeNull()
  })
})
