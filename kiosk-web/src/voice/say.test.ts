import { describe, expect, it } from 'vitest'
import type { Verdict } from '../api/types'
import clips from './clips.json'
import { utterance } from './say'

const lunch = { outcome: 'sell', code: 'eligible', meal: 'lunch', pays: '9.90', diner: { group: 'elder' } } as Verdict
const said = (verdict: Verdict): string => utterance({ about: 'verdict', verdict }).clips.join('')
const refusal = (code: Verdict['code']): string => said({ ...lunch, outcome: 'refuse', code, pays: null })

describe('what is said aloud', () => {
  it('is who, which meal and how much', () => {
    expect(said(lunch)).toBe('老人午餐应付九元九角')
    expect(said({ ...lunch, meal: 'dinner', pays: '5.90', diner: { group: 'child' } as Verdict['diner'] })).toBe('儿童晚餐应付五元九角')
    expect(said({ ...lunch, pays: '0.00' })).toBe('老人午餐不用付钱')
  })

  it('is one clear word for a no', () => {
    expect(refusal('already_served')).toBe('已就餐')
    expect(refusal('card_blocked')).toBe('卡已挂失')
    expect(refusal('outside_meal_hours')).toBe('现在不供餐')
  })

  it('never tells the queue that somebody died or moved away', () => {
    for (const code of ['resident_died', 'resident_moved_out', 'a_code_of_next_year' as 'eligible'] as const) expect(refusal(code)).toBe('请收银员看屏幕')
  })

  it('tells yes from no by the sound alone', () => {
    const tones = [lunch, { ...lunch, outcome: 'refuse' } as Verdict].map((verdict) => utterance({ about: 'verdict', verdict }).tone)
    expect(tones).toEqual(['yes', 'no'])
  })
})

describe('the sound file', () => {
  it('has its clips one after the other and none empty', () => {
    let end = 0
    for (const [start = -1, length = 0] of Object.values(clips)) {
      expect(start).toBeGreaterThanOrEqual(end)
      expect(length).toBeGreaterThan(80)
      end = start + length
    }
  })
})
