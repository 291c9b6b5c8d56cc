-- A proposal of a policy that somebody rejected, or that its proposer took back. A proposal is approved or rejected, never both: the
-- program decides it under the canteen's lock.
CREATE TABLE policy_rejection (
    proposal_id UUID NOT NULL PRIMARY KEY REFERENCES policy_proposal (id),
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    reason TEXT NOT NULL CHECK (reason <> ''),
    rejected_at TIMESTAMPTZ NOT NULL,
    rejected_by UUID NOT NULL REFERENCES staff (id)
);
