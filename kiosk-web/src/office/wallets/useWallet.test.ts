// @vitest-environment happy-dom
// Does money move once at the office's desk when an answer was lost, and does the desk go on afterwards?
import { beforeEach, expect, it, vi } from 'vitest'
import { ApiProblem, Unreachable } from '../../api/client'
import { usePayers, useSettling, type Settlement } from './useWallet'

const post = vi.hoisted(() => vi.fn())
vi.mock('../../api/client', async (original) => ({ ...(await original<object>()), post }))

const reused = new ApiProblem(409, 'id_reused', { zh: '已用于另一笔', en: 'Used' }, [], null)
const said: Settlement = { tender: 'cash', reference: '', amount: '5.00', reason: '已迁出' }
const sentIds = (): unknown[] => post.mock.calls.map(([, body]) => (body as { id: string }).id)

beforeEach(() => {
  post.mockReset()
  post.mockResolvedValue({ amount: '5.00', receipt_no: 1 })
})

it('sends the same after a lost answer, and another act as another one', async () => {
  post.mockRejectedValueOnce(new Unreachable('network'))
  const { settle } = useSettling('w')
  for (let turn = 0; turn < 3; turn += 1) await settle('repayment', said)
  const [first, second, third] = sentIds()
  expect([second === first, third === first]).toEqual([true, false])
})

it('says that the lost one was booked when something else is sent, and takes that as a new one', async () => {
  post.mockRejectedValueOnce(new Unreachable('timeout')).mockRejectedValueOnce(reused)
  const { settle, wasBooked } = useSettling('w')
  await settle('repayment', said)
  expect(wasBooked.value).toBe(false)
  expect(await settle('repayment', { ...said, amount: '3.00' })).toBeNull()
  expect(wasBooked.value).toBe(true)
  expect(await settle('repayment', { ...said, amount: '3.00' })).not.toBeNull()
  expect(wasBooked.value).toBe(false)
  expect(new Set(sentIds()).size).toBe(2)
})

it('does not take a refund for the repayment whose answer was lost', async () => {
  post.mockRejectedValueOnce(new Unreachable('network'))
  const { settle } = useSettling('w')
  await settle('repayment', said)
  await settle('refund', said)
  expect(new Set(sentIds()).size).toBe(2)
})

it('lets somebody else pay after a permission whose answer was lost', async () => {
  post.mockRejectedValueOnce(new Unreachable('network')).mockRejectedValueOnce(reused)
  const { allow, wasAllowed } = usePayers('w')
  await allow('a')
  await allow('b')
  expect(wasAllowed.value).toBe(true)
  expect(await allow('b')).toBe(true)
  expect(new Set(sentIds()).size).toBe(2)
})
