// Is an address that no tablet can open told apart?
import { expect, it } from 'vitest'
import { isOnlyHere } from './onlyHere'

it.each([
  ['127.0.0.1:8080', true],
  ['localhost:8080', true],
  ['[::1]:8080', true],
  ['192.168.1.20:8080', false],
  ['canteen.example', false],
  ['[fd00::1]:8080', false],
])('%s', (host, only) => {
  expect(isOnlyHere(`http:${"/".repeat(2)}${host}/`)).toBe(only)
})
