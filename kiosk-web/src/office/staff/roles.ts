// The roles of the staff in words, in the order of the role table.
import type { Role } from '../types'
import { words } from '../words'

export const ROLES: readonly Role[] = ['admin', 'coordinator', 'cashier', 'volunteer', 'finance', 'checker', 'auditor']

function isRole(text: string): text is Role {
  return ROLES.some((role) => role === text)
}

/** The role's word; an unknown one as the server wrote it. */
export function roleWord(role: string): string {
  return isRole(role) ? words.value.roles[role].name : role
}
