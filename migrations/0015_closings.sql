-- A month that two people closed. What it says is kept line by line as it was when it was approved, so that nothing that happens later,
-- not even another name of somebody who ate, changes it. src/db/guard.rs refuses every change of what belongs to a closed month.

-- What finance showed to the checker: the SHA-256 of all lines, and their sums.
CREATE TABLE month_proposal (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    month DATE NOT NULL,
    sha256 BYTEA NOT NULL,
    sums TEXT NOT NULL,
    proposed_by UUID NOT NULL REFERENCES staff (id),
    proposed_at TIMESTAMPTZ NOT NULL,
    request_hash BYTEA NOT NULL
);
CREATE INDEX proposal_of_month ON month_proposal (canteen_id, month);

-- The journal's entries up to last_entry_no are closed with the month. What is booked later about a day of it is a correction in the month
-- in which it is booked.
CREATE TABLE month_closing (
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    month DATE NOT NULL,
    month_end DATE NOT NULL,
    proposal_id UUID NOT NULL UNIQUE REFERENCES month_proposal (id),
    sha256 BYTEA NOT NULL,
    last_entry_no BIGINT NOT NULL CHECK (last_entry_no >= 0),
    approved_by UUID NOT NULL REFERENCES staff (id),
    approved_at TIMESTAMPTZ NOT NULL,
    request_hash BYTEA NOT NULL,
    PRIMARY KEY (canteen_id, month),
    CHECK (month_end > month)
);
CREATE INDEX closing_by_entry ON month_closing (canteen_id, last_entry_no);

-- JSON, in the order of its numbers.
CREATE TABLE month_line (
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    month DATE NOT NULL,
    line_no BIGINT NOT NULL CHECK (line_no > 0),
    part TEXT NOT NULL CHECK (part IN ('cover', 'policy', 'exception', 'meal', 'correction')),
    line TEXT NOT NULL,
    PRIMARY KEY (canteen_id, month, line_no)
);
