// Which pages the books have, for whom, and in which order.
import { defineAsyncComponent, type Component } from 'vue'
import { session } from '../session'
import type { Action } from '../types'

export type TabKey = 'trial' | 'statement' | 'money' | 'advances' | 'merchants'

export interface Tab {
  key: TabKey
  needs: Action
  view: Component
}

const TABS: readonly Tab[] = [
  { key: 'trial', needs: 'read_books', view: defineAsyncComponent(() => import('./TrialTab.vue')) },
  { key: 'statement', needs: 'read_books', view: defineAsyncComponent(() => import('./StatementTab.vue')) },
  { key: 'money', needs: 'keep_books', view: defineAsyncComponent(() => import('./MoneyTab.vue')) },
  { key: 'advances', needs: 'read_books', view: defineAsyncComponent(() => import('./AdvancesTab.vue')) },
  { key: 'merchants', needs: 'read_books', view: defineAsyncComponent(() => import('./MerchantsTab.vue')) },
]

/** The tabs open to whoever is at the desk. */
export function tabsForMe(): Tab[] {
  return TABS.filter((tab) => session.may(tab.needs))
}
