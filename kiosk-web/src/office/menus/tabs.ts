// Which pages the menus have, and in which order.
import { defineAsyncComponent, type Component } from 'vue'

export type TabKey = 'week' | 'dishes'

export const TABS: readonly { key: TabKey; view: Component }[] = [
  { key: 'week', view: defineAsyncComponent(() => import('./WeekTab.vue')) },
  { key: 'dishes', view: defineAsyncComponent(() => import('./DishesTab.vue')) },
]
