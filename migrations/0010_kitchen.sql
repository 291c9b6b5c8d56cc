-- What the kitchen writes down of a meal. Rows are only added: the last one of its kind counts, and the earlier ones stay with who and
-- when. What was served and delivered is not here: it is derived from sales and rounds. No statement of the books or of a claim reads
-- these tables.

-- staff: meals for the canteen's own people, remembered until another number is written. prepared and left_over: what was in the pots.
CREATE TABLE kitchen_count (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    service_date DATE NOT NULL,
    meal TEXT NOT NULL CHECK (meal IN ('lunch', 'dinner')),
    what TEXT NOT NULL CHECK (what IN ('staff', 'prepared', 'left_over')),
    count_no BIGINT NOT NULL CHECK (count_no > 0),
    meals BIGINT NOT NULL CHECK (meals BETWEEN 0 AND 9999),
    counted_by UUID NOT NULL REFERENCES staff (id),
    at TIMESTAMPTZ NOT NULL,
    request_hash BYTEA NOT NULL,
    UNIQUE (canteen_id, meal, what, service_date, count_no)
);

-- A sheet as it was closed: its figures of that moment, which balance, and the reason where they leave a difference.
CREATE TABLE kitchen_closing (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    service_date DATE NOT NULL,
    meal TEXT NOT NULL CHECK (meal IN ('lunch', 'dinner')),
    closing_no BIGINT NOT NULL CHECK (closing_no > 0),
    prepared BIGINT NOT NULL CHECK (prepared >= 0),
    served BIGINT NOT NULL CHECK (served >= 0),
    doors BIGINT NOT NULL CHECK (doors >= 0),
    staff BIGINT NOT NULL CHECK (staff >= 0),
    left_over BIGINT NOT NULL CHECK (left_over >= 0),
    difference BIGINT NOT NULL,
    reason TEXT NOT NULL,
    closed_by UUID NOT NULL REFERENCES staff (id),
    at TIMESTAMPTZ NOT NULL,
    request_hash BYTEA NOT NULL,
    CHECK (prepared = served + doors + staff + left_over + difference),
    CHECK (difference = 0 OR reason <> ''),
    UNIQUE (canteen_id, meal, service_date, closing_no)
);

-- 留样: one portion of one dish, kept cold. taken_by is the cook's name, recorded_by whoever wrote it down.
CREATE TABLE kitchen_sample (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    service_date DATE NOT NULL,
    meal TEXT NOT NULL CHECK (meal IN ('lunch', 'dinner')),
    dish TEXT NOT NULL CHECK (dish <> ''),
    grams BIGINT NOT NULL CHECK (grams BETWEEN 125 AND 5000),
    taken_at TIMESTAMPTZ NOT NULL,
    taken_by TEXT NOT NULL CHECK (taken_by <> ''),
    recorded_by UUID NOT NULL REFERENCES staff (id),
    at TIMESTAMPTZ NOT NULL,
    request_hash BYTEA NOT NULL
);
CREATE INDEX sample_of_meal ON kitchen_sample (canteen_id, service_date, meal);

-- What became of a sample: thrown away after its time, handed to whoever examines it, or written down by mistake.
CREATE TABLE kitchen_sample_end (
    sample_id UUID NOT NULL PRIMARY KEY REFERENCES kitchen_sample (id),
    id UUID NOT NULL UNIQUE,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    what TEXT NOT NULL CHECK (what IN ('thrown_away', 'handed_over', 'mistaken')),
    reason TEXT NOT NULL,
    ended_by TEXT NOT NULL CHECK (ended_by <> ''),
    recorded_by UUID NOT NULL REFERENCES staff (id),
    at TIMESTAMPTZ NOT NULL,
    request_hash BYTEA NOT NULL,
    CHECK (what = 'thrown_away' OR reason <> '')
);

-- 中心温度, in tenths of a degree Celsius.
CREATE TABLE kitchen_temperature (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    service_date DATE NOT NULL,
    meal TEXT NOT NULL CHECK (meal IN ('lunch', 'dinner')),
    dish TEXT NOT NULL CHECK (dish <> ''),
    core_tenths BIGINT NOT NULL CHECK (core_tenths BETWEEN -300 AND 1500),
    measured_by TEXT NOT NULL CHECK (measured_by <> ''),
    recorded_by UUID NOT NULL REFERENCES staff (id),
    at TIMESTAMPTZ NOT NULL,
    request_hash BYTEA NOT NULL
);
CREATE INDEX temperature_of_meal ON kitchen_temperature (canteen_id, service_date, meal);
