// @vitest-environment happy-dom
// Does a lost answer say no more than is known?
import { expect, it } from 'vitest'
import { Unreachable } from '../../api/client'
import { explain } from './explain'
import { useAct } from './useAct'

it('says that nothing changed where something was read', () => {
  expect(explain(new Unreachable('network'))).toContain('什么都没有改动')
})

it.each(['network', 'timeout', 'not_ours'] as const)('says that nobody knows where something was written (%s)', async (why) => {
  const act = useAct()
  await act.run(() => Promise.reject(new Unreachable(why)))
  expect(explain(act.error.value)).toContain('不知道刚才的操作是否已经记下')
})
