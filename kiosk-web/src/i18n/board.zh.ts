// Every word of the menu board, in Chinese.
import type { DishKind } from '../board/board'

const kinds: Record<DishKind, string> = { staple: '主食', meat: '荤菜', vegetable: '素菜', cold: '凉菜', soup: '汤粥', extra: '水果小食' }

export const board = {
  kinds,
  allergens: { gluten: '麸质', crustaceans: '甲壳类', fish: '鱼', eggs: '蛋', peanuts: '花生', soy: '大豆', milk: '乳', nuts: '坚果' },
  and: '、',
  holds: (allergens: string): string => `含${allergens}`,
  until: (closes: string): string => `供应到 ${closes}`,
  from: (opens: string): string => `${opens} 开始`,
  noMenu: '今天的菜单还没有排好',
  waiting: '正在连接…',
  unknown: '没有找到这家食堂，请从办公室“菜单”页打开大屏。',
  old: (day: string, time: string): string => `连不上服务器，这是 ${day} ${time} 的菜单`,
  ask: '过敏或忌口，请告诉工作人员',
  fill: '全屏',
}
