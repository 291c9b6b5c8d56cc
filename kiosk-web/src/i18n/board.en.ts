// Every word of the menu board, in English.
import type { board as zh } from './board.zh'

export const board: typeof zh = {
  kinds: { staple: 'Staples', meat: 'Meat', vegetable: 'Vegetables', cold: 'Cold dishes', soup: 'Soups', extra: 'Fruit, snacks' },
  allergens: { gluten: 'gluten', crustaceans: 'crustaceans', fish: 'fish', eggs: 'eggs', peanuts: 'peanuts', soy: 'soy', milk: 'milk', nuts: 'nuts' },
  and: ', ',
  holds: (allergens) => allergens,
  until: (closes) => `until ${closes}`,
  from: (opens) => `from ${opens}`,
  noMenu: "Today's menu is not set yet",
  waiting: 'Connecting…',
  unknown: 'There is no such canteen. Open the board from the menus in the office.',
  old: (day, time) => `No server: this is the menu of ${day}, ${time}`,
  ask: 'Allergic? Please tell the staff',
  fill: 'Full screen',
}
