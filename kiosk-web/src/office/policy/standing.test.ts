// Who may decide a proposal, and what became of it?
import { expect, it } from 'vitest'
import type { Proposal } from '../types'
import { standing } from './standing'

const PROPOSAL: Proposal = {
  id: 'p',
  version: 'v',
  valid_from: '2026-11-23',
  text: '',
  sha256: '',
  proposed_at: '2026-11-23T00:00:00Z',
  proposed_by: 'li',
  proposer: '李',
  changes: [],
  policy_id: null,
  approved_at: null,
  approver: null,
  rejected_at: null,
  rejecter: null,
  rejection: null,
}

it.each([
  [{}, 'li', 'own'],
  [{}, 'wang', 'open'],
  [{}, undefined, 'open'],
  [{ policy_id: 'x' }, 'li', 'approved'],
  [{ rejected_at: '2026-11-23T01:00:00Z' }, 'wang', 'rejected'],
] as const)('%j is for %s %s', (more, me, said) => {
  expect(standing({ ...PROPOSAL, ...more }, me)).toBe(said)
})
