// Which pages the office has, for whom, and in which order the navigation shows them.
import { defineAsyncComponent, type Component } from 'vue'
import type { IconName } from './parts/icons'
import { session } from './session'
import type { Action } from './types'

export type PageKey =
  | 'today'
  | 'shifts'
  | 'inbox'
  | 'deliveries'
  | 'menus'
  | 'kitchen'
  | 'register'
  | 'import'
  | 'cards'
  | 'wallets'
  | 'month'
  | 'books'
  | 'lanes'
  | 'staff'
  | 'policy'
  | 'audit'

export interface OfficePage {
  key: PageKey
  part: 'day' | 'people' | 'house'
  icon: IconName
  /** The action of the role table that the page cannot live without. */
  needs: Action
  view: Component
}

export const PAGES: readonly OfficePage[] = [
  { key: 'today', part: 'day', icon: 'today', needs: 'read_reports', view: defineAsyncComponent(() => import('./today/TodayPage.vue')) },
  { key: 'shifts', part: 'day', icon: 'shifts', needs: 'read_reports', view: defineAsyncComponent(() => import('./shifts/ShiftsPage.vue')) },
  { key: 'inbox', part: 'day', icon: 'inbox', needs: 'read_inbox', view: defineAsyncComponent(() => import('./inbox/InboxPage.vue')) },
  { key: 'deliveries', part: 'day', icon: 'deliveries', needs: 'read_deliveries', view: defineAsyncComponent(() => import('./deliveries/DeliveriesPage.vue')) },
  { key: 'menus', part: 'day', icon: 'menus', needs: 'read_menus', view: defineAsyncComponent(() => import('./menus/MenusPage.vue')) },
  { key: 'kitchen', part: 'day', icon: 'kitchen', needs: 'read_kitchen', view: defineAsyncComponent(() => import('./kitchen/KitchenPage.vue')) },
  { key: 'month', part: 'day', icon: 'month', needs: 'read_reports', view: defineAsyncComponent(() => import('./month/MonthPage.vue')) },
  { key: 'books', part: 'day', icon: 'books', needs: 'read_books', view: defineAsyncComponent(() => import('./books/BooksPage.vue')) },
  { key: 'register', part: 'people', icon: 'register', needs: 'read_register', view: defineAsyncComponent(() => import('./register/RegisterPage.vue')) },
  { key: 'import', part: 'people', icon: 'import', needs: 'change_register', view: defineAsyncComponent(() => import('./import/ImportPage.vue')) },
  { key: 'cards', part: 'people', icon: 'cards', needs: 'read_cards', view: defineAsyncComponent(() => import('./cards/CardsPage.vue')) },
  { key: 'wallets', part: 'people', icon: 'wallets', needs: 'read_wallets', view: defineAsyncComponent(() => import('./wallets/WalletsPage.vue')) },
  { key: 'lanes', part: 'house', icon: 'lanes', needs: 'read_lanes', view: defineAsyncComponent(() => import('./lanes/LanesPage.vue')) },
  { key: 'staff', part: 'house', icon: 'staff', needs: 'read_staff', view: defineAsyncComponent(() => import('./staff/StaffPage.vue')) },
  { key: 'policy', part: 'house', icon: 'policy', needs: 'read_policy', view: defineAsyncComponent(() => import('./policy/PolicyPage.vue')) },
  { key: 'audit', part: 'house', icon: 'audit', needs: 'read_audit', view: defineAsyncComponent(() => import('./audit/AuditPage.vue')) },
]

/** The pages open to whoever is at the desk. */
export function pagesForMe(): OfficePage[] {
  return PAGES.filter((page) => session.may(page.needs))
}

/** What is printed, by its address: pages without navigation, because paper has none. */
export const PRINT_PAGES: ReadonlyMap<string, Component> = new Map([
  ['cards/print', defineAsyncComponent(() => import('./cards/PrintPage.vue'))],
  ['deliveries/rounds/print', defineAsyncComponent(() => import('./deliveries/RoundPaperPage.vue'))],
  ['deliveries/tags/print', defineAsyncComponent(() => import('./deliveries/TagsPrintPage.vue'))],
  ['kitchen/labels', defineAsyncComponent(() => import('./kitchen/LabelsPage.vue'))],
  ['month/papers', defineAsyncComponent(() => import('./month/PapersPage.vue'))],
  ['month/slips', defineAsyncComponent(() => import('./month/SlipsPage.vue'))],
  ['policy/prices/print', defineAsyncComponent(() => import('./policy/PriceSheetPage.vue'))],
  ['menus/print', defineAsyncComponent(() => import('./menus/WeekPaper.vue'))],
])
