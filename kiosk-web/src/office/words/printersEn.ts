// The words of the lanes' receipt printers, in English.
import type { printersZh } from './printersZh'

export const printersEn: typeof printersZh = {
  column: 'Receipt printer',
  none: 'None',
  unknown: 'Not known',
  set: 'Set the printer',
  width: (mm) => `${mm} mm`,
  prints: { always: 'Every sale', on_request: 'On request' },
  trouble: { away: 'No answer', full: 'Too many wait' },
  todo: {
    away: 'The last receipt was not printed. Look at power, paper and cable, and whether the address is right; this goes away with the next receipt that is printed.',
    full: 'Receipts come faster than they are printed, and the rest is left out. Look for jammed paper, or print on request only.',
  },
  title: (lane) => `Receipt printer of ${lane}`,
  address: 'Address of the printer',
  addressHint: 'The IP address on the printer’s test page, such as 192.168.1.50; the port is usually 9100.',
  byBrowser: 'Without an address there is no receipt printer: on request the browser prints.',
  paper: 'Paper',
  when: 'When it prints',
  tryIt: 'After saving, print a receipt again at the lane to try it.',
  saved: 'Saved; the lane uses it within a minute.',
}
