-- What the checks of a month found and a second person looked into. An exception is named by a key made of its check and of what it is
-- about; facts is the SHA-256 of everything that it says. The row settles exactly that: when the facts change, the exception lights again.
CREATE TABLE exception_settlement (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    month DATE NOT NULL,
    exception_key TEXT NOT NULL,
    facts BYTEA NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> ''),
    settled_by UUID NOT NULL REFERENCES staff (id),
    settled_at TIMESTAMPTZ NOT NULL,
    request_hash BYTEA NOT NULL,
    UNIQUE (canteen_id, month, exception_key, facts)
);
