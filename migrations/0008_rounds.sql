-- Meals on their way: where the buildings stand, the rounds of a meal with their stops, and what happened at each door.

-- Metres on the community's own sketch; the canteen stands at 0, 0.
CREATE TABLE building_place (
    building_id UUID NOT NULL PRIMARY KEY REFERENCES building (id),
    x_m BIGINT NOT NULL CHECK (x_m BETWEEN -100000 AND 100000),
    y_m BIGINT NOT NULL CHECK (y_m BETWEEN -100000 AND 100000),
    lift BOOLEAN NOT NULL
);

-- link_no counts the links that were made: a link of an earlier number is worth nothing. Without link_made_at none is good. The
-- link itself is not stored.
CREATE TABLE round (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    service_date DATE NOT NULL,
    meal TEXT NOT NULL CHECK (meal IN ('lunch', 'dinner')),
    round_no BIGINT NOT NULL CHECK (round_no > 0),
    grid TEXT NOT NULL,
    draft_id UUID NOT NULL,
    request_hash BYTEA NOT NULL,
    drafted_by UUID NOT NULL REFERENCES staff (id),
    drafted_at TIMESTAMPTZ NOT NULL,
    volunteer_id UUID REFERENCES staff (id),
    link_no BIGINT NOT NULL CHECK (link_no >= 0),
    link_made_at TIMESTAMPTZ,
    packed_at TIMESTAMPTZ,
    closed_at TIMESTAMPTZ,
    UNIQUE (canteen_id, service_date, meal, round_no)
);
CREATE INDEX round_of_draft ON round (draft_id);

-- One meal for one door. What the plan says is taken over when the meal is packed, with the price of that moment. Its id is also
-- the id of the sale that it becomes.
CREATE TABLE stop (
    id UUID NOT NULL PRIMARY KEY,
    round_id UUID NOT NULL REFERENCES round (id),
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    service_date DATE NOT NULL,
    meal TEXT NOT NULL CHECK (meal IN ('lunch', 'dinner')),
    stop_no BIGINT NOT NULL CHECK (stop_no > 0),
    resident_id UUID NOT NULL REFERENCES resident (id),
    plan_id UUID NOT NULL REFERENCES delivery_plan (id),
    diets TEXT NOT NULL,
    diet_note TEXT NOT NULL,
    pays TEXT NOT NULL CHECK (pays IN ('wallet', 'owed', 'cash')),
    pays_fen BIGINT NOT NULL CHECK (pays_fen >= 0),
    UNIQUE (canteen_id, service_date, meal, resident_id)
);
CREATE INDEX stop_of_round ON stop (round_id, stop_no);

-- Who carries a stop instead of whom: the phone that had it may still bring what happened there.
CREATE TABLE stop_move (
    id UUID NOT NULL,
    stop_id UUID NOT NULL REFERENCES stop (id),
    from_round UUID NOT NULL REFERENCES round (id),
    to_round UUID NOT NULL REFERENCES round (id),
    moved_by UUID NOT NULL REFERENCES staff (id),
    moved_at TIMESTAMPTZ NOT NULL,
    request_hash BYTEA NOT NULL,
    PRIMARY KEY (id, stop_id)
);
CREATE INDEX move_of_stop ON stop_move (stop_id);

-- Everything that a phone says of a stop, each upload once. The first that ends the stop counts; the rest is for the coordinator.
CREATE TABLE stop_result (
    id UUID NOT NULL PRIMARY KEY,
    stop_id UUID NOT NULL REFERENCES stop (id),
    round_id UUID NOT NULL REFERENCES round (id),
    volunteer_id UUID NOT NULL REFERENCES staff (id),
    outcome TEXT NOT NULL CHECK (outcome IN ('handed_over', 'neighbour', 'not_at_home', 'refused', 'wrong_address')),
    proof TEXT CHECK (proof IN ('card', 'door_tag')),
    person TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    collected_fen BIGINT NOT NULL CHECK (collected_fen >= 0),
    welfare TEXT CHECK (welfare IN ('good', 'unusual', 'help')),
    note BYTEA,
    ends_stop BOOLEAN NOT NULL,
    code TEXT,
    request_hash BYTEA NOT NULL,
    CHECK (NOT ends_stop OR outcome <> 'not_at_home')
);
CREATE UNIQUE INDEX result_that_counts ON stop_result (stop_id) WHERE ends_stop;
CREATE INDEX result_of_stop ON stop_result (stop_id);

-- Nobody opens: who was asked, in which order. staff_id is the coordinator; without one the volunteer did it.
CREATE TABLE ladder_step (
    id UUID NOT NULL PRIMARY KEY,
    stop_id UUID NOT NULL REFERENCES stop (id),
    rung TEXT NOT NULL CHECK (rung IN ('ring', 'phone', 'neighbour', 'grid_worker', 'emergency', 'closed')),
    at TIMESTAMPTZ NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    who TEXT NOT NULL,
    staff_id UUID REFERENCES staff (id),
    found TEXT NOT NULL CHECK (found IN ('reached', 'not_reached')),
    note BYTEA,
    request_hash BYTEA NOT NULL
);
CREATE INDEX step_of_stop ON ladder_step (stop_id);

-- A hand-over without proof, decided by a second person.
CREATE TABLE stop_settled (
    stop_id UUID NOT NULL PRIMARY KEY REFERENCES stop (id),
    id UUID NOT NULL UNIQUE,
    approver_id UUID NOT NULL REFERENCES staff (id),
    at TIMESTAMPTZ NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('delivered', 'not_delivered')),
    reason TEXT NOT NULL CHECK (reason <> ''),
    request_hash BYTEA NOT NULL
);

-- A volunteer's bag is a lane without a device: what is collected at the doors stands in the drawer of its shift.
CREATE TABLE bag (
    volunteer_id UUID NOT NULL PRIMARY KEY REFERENCES staff (id),
    lane_id UUID NOT NULL UNIQUE REFERENCES lane (id)
);
