import { expect, it } from 'vitest'
import { laneCode } from './enrolText'

it.each(['12345678', '1234 5678', '1234-5678', 'http://10.0.0.2:8080/#code=12345678', '#code=1234%205678', '#12345678'])(
  'finds the code in %s',
  (text) => {
    expect(laneCode(text)).toBe('12345678')
  },
)

it.each(['', '1234567', '123456789', 'http://10.0.0.2/?code=12345678', 'http://10.0.0.2/12345678', '1'.repeat(40), '１２３４５６７８'])(
  'finds none in %s',
  (text) => {
    expect(laneCode(text)).toBeNull()
  },
)
