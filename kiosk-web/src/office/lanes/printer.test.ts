import { expect, it } from 'vitest'
import { addressOf } from './printer'

it('an address is made whole from what stands on the printer’s test page', () => {
  expect(['192.168.1.50', ' 192.168.1.50:9101 ', '192。168。1。50：9100', 'printer.local'].map(addressOf)).toEqual([
    'tcp://192.168.1.50:9100',
    'tcp://192.168.1.50:9101',
    'tcp://192.168.1.50:9100',
    'tcp://printer.local:9100',
  ])
})

it('what is whole, and what is no address of a printer, goes to the server as it is', () => {
  expect(['', '  ', 'tcp://[::1]:9100', 'http://192.168.1.50'].map(addressOf)).toEqual(['', '', 'tcp://[::1]:9100', 'http://192.168.1.50'])
})
