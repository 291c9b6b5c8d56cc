// Which address shows what. The counter is the first page; the diner's screen, the menu board, the volunteer's page, the office and the set-up
// page are loaded when asked for.
import { createRouter, createWebHistory } from 'vue-router'
import KioskPage from './lanes/KioskPage.vue'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    // The drawer is the counter's own page: the router keeps it where it is, so that the way there and back loses no scan.
    { path: '/', name: 'kiosk', component: KioskPage },
    { path: '/shift', name: 'shift', component: KioskPage },
    { path: '/display', name: 'display', component: () => import('./display/DisplayPage.vue') },
    { path: '/board', name: 'board', component: () => import('./board/BoardPage.vue') },
    { path: '/round', name: 'round', component: () => import('./round/RoundPage.vue') },
    { path: '/setup', name: 'setup', component: () => import('./office/SetupPage.vue') },
    { path: '/office/:page*', name: 'office', component: () => import('./office/OfficeApp.vue') },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})
