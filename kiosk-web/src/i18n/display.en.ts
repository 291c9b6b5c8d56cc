// Every word of the diner's screen, in English.
import type { display as zh } from './display.zh'

export const display: typeof zh = {
  hello: 'Welcome',
  showCard: 'Show your card, please',
  withCard: 'with a card',
  openUntil: (closes) => `until ${closes}`,
  opensAt: (opens) => `from ${opens}`,
  pay: 'To pay',
  free: 'Nothing to pay',
  balance: (balance) => `¥${balance} on the card`,
  thanks: 'Thank you',
  enjoy: 'Enjoy your meal',
  paid: (amount) => `Paid ¥${amount}`,
  left: (balance) => `¥${balance} left on the card`,
  served: 'Already served',
  servedLead: 'This meal has been taken.',
  servedAsk: 'Is that wrong? Please tell us.',
  outOfTouch: 'Reconnecting. Please look at the cashier’s screen',
  connecting: 'Connecting to the counter…',
  unpaired: 'This screen follows no counter yet',
  fill: 'Full screen',
  scanElsewhere: 'The scanner belongs to the counter: click the counter’s window, then scan',

  sheet: {
    title: 'Diner’s display',
    lead: 'A second screen that faces the diners: the price, thanks, and what is left on the card.',
    thisComputer: 'Plugged into this computer',
    thisComputerHow: 'The window opens on the second screen. If it does not, drag it there and press “Full screen”.',
    open: 'Open the display',
    blocked: 'The browser did not let the window open. Allow pop-ups for this page and press again.',
    tablet: 'A tablet or a phone',
    tabletHow: 'Scan this with its camera; what opens is the display.',
    onlyHere: 'The server answers this computer only. For a tablet, let it listen to the network (listen 0.0.0.0:8080).',
    code: 'QR code of the display',
    loading: 'One moment…',
  },
}
