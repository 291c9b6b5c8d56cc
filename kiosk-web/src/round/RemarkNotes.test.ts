// @vitest-environment happy-dom
import { createApp, h, nextTick, reactive } from 'vue'
import { expect, it } from 'vitest'
import type { Sentence } from '../i18n'
import { aRound } from './fixture'
import RemarkNotes from './RemarkNotes.vue'

const another: Sentence = { zh: '扫到的不是这位老人的门牌码', en: 'Not her tag' }
const money: Sentence = { zh: '收的钱和应收不同', en: 'The money differs' }

it('keeps what the office answered in sight until it was read, and says the next thing again', async () => {
  const page = document.createElement('div')
  const known = reactive<{ remarks: Record<string, Sentence> }>({ remarks: {} })
  const app = createApp({ render: () => h(RemarkNotes, { round: aRound(3), remarks: known.remarks }) })
  app.mount(page)
  const notes = (): string[] => [...page.querySelectorAll('[role=alert] p')].map((note) => note.textContent?.trim() ?? '')
  expect(notes()).toEqual([])
  known.remarks = { 'stop-2': another }
  await nextTick()
  expect(notes()).toEqual(['王秀英2：扫到的不是这位老人的门牌码'])
  page.querySelector('button')?.click()
  await nextTick()
  expect(notes()).toEqual([])
  known.remarks = { 'stop-2': money, 'stop-3': another }
  await nextTick()
  expect(notes()).toEqual(['王秀英2：收的钱和应收不同', '王秀英3：扫到的不是这位老人的门牌码'])
  app.unmount()
})
