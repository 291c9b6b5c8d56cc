// Which pages the deliveries have, and in which order.
import { defineAsyncComponent, type Component } from 'vue'

export type TabKey = 'plans' | 'day' | 'rounds' | 'tags' | 'places' | 'hours'

export const TABS: readonly { key: TabKey; view: Component }[] = [
  { key: 'plans', view: defineAsyncComponent(() => import('./PlansTab.vue')) },
  { key: 'day', view: defineAsyncComponent(() => import('./DayTab.vue')) },
  { key: 'rounds', view: defineAsyncComponent(() => import('./RoundsTab.vue')) },
  { key: 'tags', view: defineAsyncComponent(() => import('./TagsTab.vue')) },
  { key: 'places', view: defineAsyncComponent(() => import('./PlacesTab.vue')) },
  { key: 'hours', view: defineAsyncComponent(() => import('./HoursTab.vue')) },
]
