// Where does what this device must not forget survive a crash? One IndexedDB table of rows, each write strict and read back.
import { openDB, type IDBPDatabase } from 'idb'

/** The rows on the device's disk. `put` promises that the row was read back from there. */
export interface RowStore<Row extends { readonly id: string }> {
  all: () => Promise<Row[]>
  put: (row: Row) => Promise<void>
  remove: (id: string) => Promise<void>
}

/** The device did not keep what it was given: a full disk, a private window, a broken profile. */
export class NotKept extends Error {
  override readonly name = 'NotKept'
}

/** Opens the rows of this device that stand in the table of the database. */
export async function openRowStore<Row extends { readonly id: string }>(database: string, table: string): Promise<RowStore<Row>> {
  const db = await openDB(database, 1, {
    upgrade(fresh) {
      fresh.createObjectStore(table, { keyPath: 'id' })
    },
  })
  return {
    all: () => db.getAll(table),
    put: (row) => putAndReadBack(db, table, row),
    async remove(id) {
      const tx = db.transaction(table, 'readwrite', { durability: 'strict' })
      await Promise.all([tx.store.delete(id), tx.done])
    },
  }
}

/** Asks the browser never to clear what is kept here; `may_be_cleared` when it makes no promise (plain http, no room). */
export async function askToKeep(): Promise<'kept' | 'may_be_cleared'> {
  if (!('storage' in navigator)) return 'may_be_cleared'
  return (await navigator.storage.persist()) ? 'kept' : 'may_be_cleared'
}

async function putAndReadBack(db: IDBPDatabase, table: string, row: { readonly id: string }): Promise<void> {
  const tx = db.transaction(table, 'readwrite', { durability: 'strict' })
  await Promise.all([tx.store.put(row), tx.done])
  const kept: unknown = await db.get(table, row.id)
  if (JSON.stringify(kept) !== JSON.stringify(row)) throw new NotKept(row.id)
}
