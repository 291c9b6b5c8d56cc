import 'fake-indexeddb/auto'
import { expect, it } from 'vitest'
import type { Row } from './outbox'
import { openRowStore } from './rowStore'

const row: Row = {
  id: '01923456-789a-7000-8000-000000000001',
  madeAt: 5,
  laneId: 'lane-1',
  laneName: '一号窗口',
  body: { id: '01923456-789a-7000-8000-000000000001', guest: true, tender: 'cash', serve_as: 'decided', pays: '15.00' },
  state: { is: 'waiting', tries: 0 },
}

it('keeps a sale for the page that comes after this one', async () => {
  await (await openRowStore<Row>('after', 'sales')).put(row)
  expect(await (await openRowStore<Row>('after', 'sales')).all()).toEqual([row])
})

it('writes the same sale over itself and removes it when it is settled', async () => {
  const store = await openRowStore<Row>('settled', 'sales')
  await store.put(row)
  await store.put({ ...row, state: { is: 'refused', code: 'card_closed', sentence: { zh: '停用', en: 'Closed' }, heardAt: 6 } })
  expect((await store.all()).map(({ state }) => state.is)).toEqual(['refused'])
  await store.remove(row.id)
  expect(await store.all()).toEqual([])
})
