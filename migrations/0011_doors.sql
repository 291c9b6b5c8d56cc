-- What shows who stood at which door: the tags that hang there, and what volunteers saw.

-- The tag at a door: scanned there, it shows that somebody stood before that door. A household has one in use at most; who moves to
-- another door is proved by that door's. token_hash is the code's SHA-256; the code itself follows from the tag's id and is not stored.
CREATE TABLE door_tag (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    household_id UUID NOT NULL REFERENCES household (id),
    token_hash BYTEA NOT NULL UNIQUE,
    issued_at TIMESTAMPTZ NOT NULL,
    issued_by UUID NOT NULL REFERENCES staff (id),
    printed_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ,
    ended_by UUID REFERENCES staff (id),
    ended_because TEXT,
    replaced_by UUID REFERENCES door_tag (id),
    CHECK ((ended_at IS NULL) = (ended_because IS NULL)),
    CHECK (replaced_by IS NULL OR ended_at IS NOT NULL)
);
CREATE UNIQUE INDEX tag_in_use ON door_tag (household_id) WHERE ended_at IS NULL;
CREATE INDEX tag_of_canteen ON door_tag (canteen_id);

-- What a volunteer saw at a door. picture is a JPEG without anything beside what one sees, sealed for this row.
CREATE TABLE stop_photo (
    id UUID NOT NULL PRIMARY KEY,
    stop_id UUID NOT NULL REFERENCES stop (id),
    round_id UUID NOT NULL REFERENCES round (id),
    volunteer_id UUID NOT NULL REFERENCES staff (id),
    at TIMESTAMPTZ NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    picture BYTEA NOT NULL,
    request_hash BYTEA NOT NULL
);
CREATE INDEX photo_of_stop ON stop_photo (stop_id);
