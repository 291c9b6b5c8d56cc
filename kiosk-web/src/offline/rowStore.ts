// Where do unsent sales survive a crash? One IndexedDB table, a row per sale, each write strict and read back.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Row } from './outbox'
import type { RowStore } from './uploader'

interface OutboxSchema extends DBSchema {
  sales: { key: string; value: Row }
}

/** The device did not keep what it was given: a full disk, a private window, a broken profile. */
export class NotKept extends Error {
  override readonly name = 'NotKept'
}

/** Opens the rows of this device. */
export async function openRowStore(name = 'canteen-outbox'): Promise<RowStore> {
  const db = await openDB<OutboxSchema>(name, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('sales', { keyPath: 'id' })
    },
  })
  return {
    all: () => db.getAll('sales'),
    put: (row) => putAndReadBack(db, row),
    async remove(id) {
      const tx = db.transaction('sales', 'readwrite', { durability: 'strict' })
      await Promise.all([tx.store.delete(id), tx.done])
    },
  }
}

/** Asks the browser never to clear what is kept here; `may_be_cleared` when it makes no promise (plain http, no room). */
export async function askToKeep(): Promise<'kept' | 'may_be_cleared'> {
  if (!('storage' in navigator)) return 'may_be_cleared'
  return (await navigator.storage.persist()) ? 'kept' : 'may_be_cleared'
}

async function putAndReadBack(db: IDBPDatabase<OutboxSchema>, row: Row): Promise<void> {
  const tx = db.transaction('sales', 'readwrite', { durability: 'strict' })
  await Promise.all([tx.store.put(row), tx.done])
  const kept = await db.get('sales', row.id)
  if (JSON.stringify(kept) !== JSON.stringify(row)) throw new NotKept(row.id)
}
