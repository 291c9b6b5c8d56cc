// The words of the monthly slips, in English.
import type { slipsZh } from './slipsZh'

export const slipsEn: typeof slipsZh = {
  open: 'Print slips',
  title: 'Print the monthly slips',
  back: 'Back',
  how: 'One sheet of A5 each, in the order of grid, compound and building, ready to be handed out.',
  sheets: (people) => `${people} people, ${people} sheets`,
  nameless: (meals, standard) => `Another ${meals} meals of guests and unknown diners at ${standard} yuan get no slip; the month counts them.`,
  emptyTitle: 'No slips in this month',
  empty: 'Look at another month, or wait for the first meal sold.',
  slip: 'meal slip',
  noPlace: 'no address',
  ate: 'You ate',
  times: (many) => `${many} ×`,
  pays: 'You pay',
  subsidy: 'The funders pay',
  yuan: (amount) => `${amount} yuan`,
  standard: 'Full price',
  owing: 'Owed, not paid yet',
  share: (funder) => `Paid by ${funder}`,
  pending: (many, pays) => `${many} of them, ${pays} yuan, are being looked at: the canteen will tell you.`,
  balance: 'On your card',
  owed: 'You owe',
  asOf: (day) => `Card and debt as of ${day}`,
  wrong: 'Anything unclear? Bring this slip to the canteen and ask.',
}
