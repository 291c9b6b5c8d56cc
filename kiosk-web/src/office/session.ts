// Who is at the desk? One state for the whole office; every page reads it, only this file changes it.
import { computed, shallowRef } from 'vue'
import { get, post, remove } from '../api/client'
import { dropAllDrafts } from './parts/drafts'
import type { Action, PasswordChange, Session, SetUp } from './types'

export type Desk =
  | { kind: 'loading' }
  | { kind: 'unreachable'; error: unknown }
  | { kind: 'setup_needed' }
  | { kind: 'signed_out'; canteen: string | null }
  | { kind: 'signed_in'; session: Session; name: string; role: string; canteen: string }

const desk = shallowRef<Desk>({ kind: 'loading' })
/** Who sat here last: what they had begun to write is for nobody else. */
let lastSeated: string | null = null

function seat(session: Session): void {
  const { staff, canteen } = session
  if (staff) {
    if (staff.id !== lastSeated) dropAllDrafts()
    lastSeated = staff.id
    desk.value = { kind: 'signed_in', session, name: staff.name, role: staff.role, canteen: canteen?.name ?? '' }
  } else {
    desk.value = session.setup_needed ? { kind: 'setup_needed' } : { kind: 'signed_out', canteen: canteen?.name ?? null }
  }
}

async function reload(): Promise<void> {
  try {
    seat(await get<Session>('/session'))
  } catch (error) {
    desk.value = { kind: 'unreachable', error }
  }
}

async function signIn(login: string, password: string): Promise<void> {
  seat(await post<Session>('/session', { login, password }))
}

async function signOut(): Promise<void> {
  await remove('/session')
  dropAllDrafts()
  await reload()
}

async function changePassword(change: PasswordChange): Promise<void> {
  await post<undefined>('/session/password', change)
}

async function setUp(form: SetUp): Promise<void> {
  seat(await post<Session>('/setup', form))
}

const actions = computed<ReadonlySet<Action>>(() => new Set(desk.value.kind === 'signed_in' ? desk.value.session.actions : []))

/** May the person at the desk do this? The server decides again; this only hides what would be refused. */
function may(action: Action): boolean {
  return actions.value.has(action)
}

export const session = { desk, reload, signIn, signOut, changePassword, setUp, may }
