// What became of a proposal, and by whom may it be decided?
import type { Proposal } from '../types'

/** `own`: it waits, and somebody else has to decide it. */
export type Standing = 'approved' | 'rejected' | 'own' | 'open'

/** The standing of a proposal for whoever is at the desk. */
export function standing(proposal: Proposal, me: string | undefined): Standing {
  if (proposal.policy_id !== null) return 'approved'
  if (proposal.rejected_at !== null) return 'rejected'
  return proposal.proposed_by === me ? 'own' : 'open'
}
