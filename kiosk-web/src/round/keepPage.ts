// Will the page open without a network the next time? Only in a secure context; elsewhere the browser keeps no page.

/** Lets the browser keep this page. `not_kept` when it does not, and the next opening needs a signal. */
export async function keepPage(): Promise<'kept' | 'not_kept'> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return 'not_kept'
  try {
    await navigator.serviceWorker.register('/round-worker.js', { scope: '/round', type: 'module' })
    return 'kept'
  } catch {
    return 'not_kept'
  }
}
