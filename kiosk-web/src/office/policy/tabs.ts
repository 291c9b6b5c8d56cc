// Which pages the policy has, for whom, and in which order.
import { defineAsyncComponent, type Component } from 'vue'
import type { Action } from '../types'

export type TabKey = 'prices' | 'proposals' | 'rehearsal' | 'why' | 'differences' | 'birthdays' | 'holidays'

export const TABS: readonly { key: TabKey; needs: Action; view: Component }[] = [
  { key: 'prices', needs: 'read_policy', view: defineAsyncComponent(() => import('./PricesTab.vue')) },
  { key: 'proposals', needs: 'read_policy', view: defineAsyncComponent(() => import('./ProposalsTab.vue')) },
  { key: 'rehearsal', needs: 'change_policy', view: defineAsyncComponent(() => import('./RehearsalTab.vue')) },
  { key: 'why', needs: 'read_reports', view: defineAsyncComponent(() => import('./WhyTab.vue')) },
  { key: 'differences', needs: 'read_reports', view: defineAsyncComponent(() => import('./DifferencesTab.vue')) },
  { key: 'birthdays', needs: 'read_register', view: defineAsyncComponent(() => import('./BirthdaysTab.vue')) },
  { key: 'holidays', needs: 'read_policy', view: defineAsyncComponent(() => import('./HolidaysTab.vue')) },
]
