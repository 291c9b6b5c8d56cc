-- Which days are not what their weekday says, where the office knows more than the shipped calendar of the State Council. Rows are
-- only added: of two for one day the later one counts.
CREATE TABLE holiday (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    day DATE NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('workday', 'rest_day')),
    -- The notice that moved the day.
    notice TEXT NOT NULL CHECK (notice <> ''),
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID NOT NULL REFERENCES staff (id)
);
CREATE INDEX holiday_of_canteen ON holiday (canteen_id, recorded_at, id);

-- A policy that one person proposes and another approves; the approval loads it.
CREATE TABLE policy_proposal (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    version TEXT NOT NULL,
    valid_from DATE NOT NULL,
    text TEXT NOT NULL,
    sha256 BYTEA NOT NULL,
    proposed_at TIMESTAMPTZ NOT NULL,
    proposed_by UUID NOT NULL REFERENCES staff (id)
);
CREATE INDEX proposal_of_canteen ON policy_proposal (canteen_id, proposed_at, id);

-- The id of an approval is that of the policy which it loads.
CREATE TABLE policy_approval (
    proposal_id UUID NOT NULL PRIMARY KEY REFERENCES policy_proposal (id),
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    policy_id UUID NOT NULL UNIQUE REFERENCES policy (id),
    approved_at TIMESTAMPTZ NOT NULL,
    approved_by UUID NOT NULL REFERENCES staff (id)
);

-- Where and when a policy's prices were made public.
CREATE TABLE policy_publication (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    policy_id UUID NOT NULL REFERENCES policy (id),
    published_on DATE NOT NULL,
    place TEXT NOT NULL CHECK (place <> ''),
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID NOT NULL REFERENCES staff (id)
);
CREATE INDEX publication_of_policy ON policy_publication (policy_id, published_on, id);
