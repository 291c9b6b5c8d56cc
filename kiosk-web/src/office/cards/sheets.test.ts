// Are cards laid out so that they can be handed out?
import { describe, expect, it } from 'vitest'
import { nameSize, sheetsOf } from './sheets'

const card = (grid: string | null, compound: string | null, building: string | null, number = 0) => ({ grid, compound, building, number })

describe('sheets of cards', () => {
  it('hold ten and keep the order', () => {
    const cards = Array.from({ length: 23 }, (_, at) => card('1', '春秋苑', '1号楼', at))
    const sheets = sheetsOf(cards)
    expect(sheets.map((sheet) => sheet.cards.length)).toEqual([10, 10, 3])
    expect(sheets.flatMap((sheet) => sheet.cards.map((each) => each.number))).toEqual(cards.map((each) => each.number))
  })

  it('name their grids, compounds and buildings once, in order', () => {
    const [sheet] = sheetsOf([
      card('第1网格', '春秋苑', '1号楼'),
      card('第1网格', '春秋苑', '2号楼'),
      card('第1网格', '春秋苑', '2号楼'),
      card('第2网格', '许继花园', '5号楼'),
      card(null, '许继花园', ''),
    ])
    expect(sheet?.places).toBe('第1网格 春秋苑 1号楼、2号楼；第2网格 许继花园 5号楼；许继花园')
  })

  it('say nothing of places nobody knows', () => {
    expect(sheetsOf([card(null, null, null)])[0]?.places).toBe('')
  })

  it('are none for no cards', () => {
    expect(sheetsOf([])).toEqual([])
  })
})

describe('the name on a card', () => {
  it('is large when short, and whole when long; a rare character counts once', () => {
    expect(nameSize('张秀兰')).toBe('large')
    expect(nameSize('𠮷𠮷𠮷𠮷')).toBe('large')
    expect(nameSize('买买提·吐尔逊')).toBe('middle')
    expect(nameSize('阿卜杜热合曼·买买提吐尔逊')).toBe('small')
  })
})
