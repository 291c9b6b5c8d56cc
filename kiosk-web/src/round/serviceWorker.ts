// How does the volunteer's page open in a stairwell without a signal? What the page is made of is kept on the phone. What the
// server says is never kept here: that is the page's own business.
import { keptPath } from './keptPath'

/** The paths of everything that the page is made of; the build writes them here, see roundWorker.ts. */
declare const __ROUND_FILES__: readonly string[]
/** Another one for every build, so that no page is put together from two of them. */
declare const __ROUND_BUILD__: string

// The compiler takes every file for a page's.
const worker = self as unknown as ServiceWorkerGlobalScope

const KEPT_AS = 'canteen-round-page-'
const cacheName = KEPT_AS + __ROUND_BUILD__

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll([...__ROUND_FILES__])))
})

worker.addEventListener('activate', (event) => {
  // The first page was there before its worker: it is to find the camera's reader without a signal too.
  event.waitUntil(forgetOldBuilds().then(() => worker.clients.claim()))
})

worker.addEventListener('fetch', (event) => {
  const path = keptPath(event.request, worker.location.origin, __ROUND_FILES__)
  if (path !== null) event.respondWith(keptOrFetched(path, event.request))
})

async function keptOrFetched(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName)
  return (await cache.match(path)) ?? (await fetch(request))
}

async function forgetOldBuilds(): Promise<void> {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name.startsWith(KEPT_AS) && name !== cacheName).map((name) => caches.delete(name)))
}
