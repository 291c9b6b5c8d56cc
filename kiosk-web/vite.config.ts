// How the page is built: one small first page for the counter, everything else on demand.
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { roundWorker } from './roundWorker'

export default defineConfig({
  plugins: [vue(), roundWorker()],
  // Only <script setup> is written here; the older API need not travel to the tablet.
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
  build: {
    // Cheap tablets keep old browsers: nothing newer than Chrome 100 may reach them.
    target: 'chrome100',
    // The page's content security policy forbids data: scripts and inline code; keep every asset a file of its own origin.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  // The camera's reader lies below the volunteer's page: that page's service worker brings no worker from elsewhere.
  worker: { format: 'es', rolldownOptions: { output: { entryFileNames: 'round/[name]-[hash].js' } } },
  server: {
    proxy: { '/api': { target: process.env['CANTEEN_URL'] ?? 'http://127.0.0.1:8080', changeOrigin: false } },
  },
  test: {
    include: ['src/**/*.test.ts'],
    environment: 'node',
    clearMocks: true,
  },
})
