-- What the coordinator answers in words: reports from the doors that ask for a person, and elders of whom nothing was seen for days. And
-- what volunteers get in writing.

CREATE TABLE result_answer (
    result_id UUID NOT NULL PRIMARY KEY REFERENCES stop_result (id),
    id UUID NOT NULL UNIQUE,
    staff_id UUID NOT NULL REFERENCES staff (id),
    at TIMESTAMPTZ NOT NULL,
    words TEXT NOT NULL CHECK (words <> ''),
    request_hash BYTEA NOT NULL
);

-- Answered silences come back when nothing is seen for as many open days again.
CREATE TABLE silence_answer (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    resident_id UUID NOT NULL REFERENCES resident (id),
    staff_id UUID NOT NULL REFERENCES staff (id),
    at TIMESTAMPTZ NOT NULL,
    words TEXT NOT NULL CHECK (words <> ''),
    request_hash BYTEA NOT NULL
);
CREATE INDEX silence_answer_of ON silence_answer (resident_id, canteen_id, at);

-- 志愿服务证明, numbered without gaps. The text is frozen: a second print says the same.
CREATE TABLE certificate (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    volunteer_id UUID NOT NULL REFERENCES staff (id),
    certificate_no BIGINT NOT NULL CHECK (certificate_no > 0),
    month DATE NOT NULL,
    text TEXT NOT NULL,
    issued_by UUID NOT NULL REFERENCES staff (id),
    issued_at TIMESTAMPTZ NOT NULL,
    request_hash BYTEA NOT NULL,
    UNIQUE (canteen_id, certificate_no)
);
CREATE INDEX certificate_of_month ON certificate (canteen_id, month, certificate_no);
