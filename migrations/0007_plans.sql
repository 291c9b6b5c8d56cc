-- Who gets a meal at the door, on which days, and when not. Like the facts of the register, a row is true from a day to a day (both
-- included) and never edited: a row that changes or ends another names it in replaces and carries what is left of it. A withdrawn
-- row says that what it replaces is never to be. The list of a day is derived from these rows and the register's facts.

-- weekdays is a sum of bits, Monday 1, Sunday 64. diets is a JSON list of codes. door_note is sealed for its resident: it may say
-- where the key is. request_hash is keyed, and NULL in a row that only makes room for another.
CREATE TABLE delivery_plan (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    resident_id UUID NOT NULL REFERENCES resident (id),
    meal TEXT NOT NULL CHECK (meal IN ('lunch', 'dinner')),
    weekdays BIGINT NOT NULL CHECK (weekdays BETWEEN 1 AND 127),
    true_from DATE NOT NULL,
    true_to DATE,
    diets TEXT NOT NULL,
    diet_note TEXT NOT NULL,
    door_note BYTEA,
    pays TEXT NOT NULL CHECK (pays IN ('wallet', 'owed', 'cash')),
    reason TEXT NOT NULL,
    withdrawn BOOLEAN NOT NULL,
    known_since TIMESTAMPTZ NOT NULL,
    recorded_by UUID REFERENCES staff (id),
    replaces UUID UNIQUE REFERENCES delivery_plan (id),
    request_hash BYTEA,
    CHECK (true_to IS NULL OR true_to >= true_from),
    CHECK (NOT withdrawn OR replaces IS NOT NULL)
);
CREATE INDEX plan_of_resident ON delivery_plan (resident_id, meal);
CREATE INDEX plan_of_canteen ON delivery_plan (canteen_id, meal, true_from);

-- 暂停: no meal at the door for some days, of one kind or (NULL) of both.
CREATE TABLE delivery_hold (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    resident_id UUID NOT NULL REFERENCES resident (id),
    meal TEXT CHECK (meal IN ('lunch', 'dinner')),
    true_from DATE NOT NULL,
    true_to DATE,
    reason TEXT NOT NULL CHECK (reason <> ''),
    asked_by TEXT NOT NULL CHECK (asked_by IN ('coordinator', 'relative')),
    asker TEXT NOT NULL,
    withdrawn BOOLEAN NOT NULL,
    known_since TIMESTAMPTZ NOT NULL,
    recorded_by UUID REFERENCES staff (id),
    replaces UUID UNIQUE REFERENCES delivery_hold (id),
    request_hash BYTEA NOT NULL,
    CHECK (true_to IS NULL OR true_to >= true_from),
    CHECK (NOT withdrawn OR replaces IS NOT NULL)
);
CREATE INDEX hold_of_resident ON delivery_hold (resident_id);
CREATE INDEX hold_of_canteen ON delivery_hold (canteen_id, true_from);

-- Whom to call when nobody opens, in this order. The phone is sealed for the contact.
CREATE TABLE delivery_contact (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    resident_id UUID NOT NULL REFERENCES resident (id),
    contact_no BIGINT NOT NULL CHECK (contact_no > 0),
    name TEXT NOT NULL CHECK (name <> ''),
    relation TEXT NOT NULL,
    phone BYTEA NOT NULL,
    UNIQUE (resident_id, contact_no)
);
