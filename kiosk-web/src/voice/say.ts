// What does the counter say aloud? The words for the ears; nothing in them tells one diner's circumstances to the queue.
import type { Verdict } from '../api/types'
import type { Announcement } from '../sales/counter'
import type { Clip } from './clip'
import { fenOf, priceClips } from './price'

/** The short sound before the words: each outcome has its own, for those who do not look. */
export type Tone = 'yes' | 'no' | 'done' | 'wait' | 'tick'

export interface Utterance {
  tone: Tone
  clips: Clip[]
}

/** The tone and the words for what happened at the counter. */
export function utterance(announcement: Announcement): Utterance {
  switch (announcement.about) {
    case 'verdict':
      return ofVerdict(announcement.verdict)
    case 'sold':
      return { tone: 'done', clips: [] }
    case 'noted':
      return { tone: 'wait', clips: ['网络中断', '已记下'] }
    case 'waiting':
      return { tone: 'wait', clips: ['网络中断', '请稍等'] }
    case 'unreadable':
      return { tone: 'no', clips: ['请重新扫码'] }
    case 'queued':
      return { tone: 'tick', clips: [] }
    case 'failed':
      return { tone: 'no', clips: ['请收银员看屏幕'] }
  }
}

function ofVerdict(verdict: Verdict): Utterance {
  if (verdict.outcome === 'refuse') return { tone: 'no', clips: [REFUSALS[verdict.code] ?? '请收银员看屏幕'] }
  const fen = verdict.pays === null ? null : fenOf(verdict.pays)
  const price: Clip[] = fen === 0 ? ['不用付钱'] : fen === null ? [] : ['应付', ...priceClips(fen)]
  return { tone: 'yes', clips: [...groupClip(verdict), ...mealClip(verdict), ...price] }
}

// A death or a move is nobody's business in the queue: such a "no" only asks the cashier to look.
const REFUSALS: Readonly<Partial<Record<Verdict['code'], Clip>>> = {
  already_served: '已就餐',
  card_blocked: '卡已挂失',
  card_closed: '卡已停用',
  card_expired: '卡已过期',
  card_unknown: '不认识这张卡',
  card_malformed: '请重新扫码',
  outside_meal_hours: '现在不供餐',
  no_policy_in_force: '现在不供餐',
  not_eligible: '不能享受补贴',
}

function groupClip({ diner }: Verdict): Clip[] {
  switch (diner?.group) {
    case 'elder':
      return ['老人']
    case 'child':
      return ['儿童']
    case 'guest':
      return ['访客']
    case 'none':
    case undefined:
      return []
  }
}

function mealClip({ meal }: Verdict): Clip[] {
  if (meal === 'lunch') return ['午餐']
  return meal === 'dinner' ? ['晚餐'] : []
}
