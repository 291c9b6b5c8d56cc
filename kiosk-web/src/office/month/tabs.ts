// Which pages a month has, for whom, and in which order.
import { defineAsyncComponent, type Component } from 'vue'
import type { Action } from '../types'

export type TabKey = 'summary' | 'board' | 'exceptions' | 'close' | 'corrections'

export const TABS: readonly { key: TabKey; needs: Action; view: Component }[] = [
  { key: 'summary', needs: 'read_reports', view: defineAsyncComponent(() => import('./SummaryTab.vue')) },
  { key: 'board', needs: 'read_reports', view: defineAsyncComponent(() => import('./BoardTab.vue')) },
  { key: 'exceptions', needs: 'read_books', view: defineAsyncComponent(() => import('./ExceptionsTab.vue')) },
  { key: 'close', needs: 'read_books', view: defineAsyncComponent(() => import('./CloseTab.vue')) },
  { key: 'corrections', needs: 'read_books', view: defineAsyncComponent(() => import('./CorrectionsTab.vue')) },
]
