-- One schema for SQLite and PostgreSQL. Money is fen in BIGINT, times are TIMESTAMPTZ in UTC cut to microseconds,
-- dates are DATE in the canteen's zone, ids are UUIDv7 made by whoever creates the row. Every row that belongs to a
-- canteen says so: a city keeps many in one database.

-- The identity of this copy of the books. A restored backup gets a new generation, so that lanes offer again what they hold.
CREATE TABLE book (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    generation UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

-- key_check is an HMAC under the key file: a server started with another key refuses instead of sealing with two.
CREATE TABLE canteen (
    id UUID NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    key_check BYTEA NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

-- Staff ----------------------------------------------------------------------------------------------------------------

CREATE TABLE staff (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('admin', 'coordinator', 'cashier', 'volunteer', 'finance', 'checker', 'auditor')),
    password_hash TEXT,
    pin_hash TEXT,
    disabled_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX staff_of_canteen ON staff (canteen_id, login);

CREATE TABLE lane (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    device_hash BYTEA UNIQUE,
    enrolled_at TIMESTAMPTZ,
    revoked_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (canteen_id, code)
);

-- A one-time code that turns a device into a lane.
CREATE TABLE lane_code (
    code_hash BYTEA NOT NULL PRIMARY KEY,
    lane_id UUID NOT NULL REFERENCES lane (id),
    created_by UUID NOT NULL REFERENCES staff (id),
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ
);

CREATE TABLE session (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    staff_id UUID NOT NULL REFERENCES staff (id),
    lane_id UUID REFERENCES lane (id),
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ
);
CREATE INDEX session_of_staff ON session (staff_id);

-- The one-time link by which a new canteen gets its first admin.
CREATE TABLE setup_link (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ
);

-- Wrong passwords, PINs and codes, by what was guessed at: the delay grows, nobody is locked out for good.
CREATE TABLE attempt (
    subject TEXT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL CHECK (failures >= 0),
    last_at TIMESTAMPTZ NOT NULL,
    blocked_until TIMESTAMPTZ NOT NULL
);

CREATE TABLE audit (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    at TIMESTAMPTZ NOT NULL,
    staff_id UUID REFERENCES staff (id),
    lane_id UUID REFERENCES lane (id),
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX audit_of_canteen ON audit (canteen_id, id);

-- The register ---------------------------------------------------------------------------------------------------------

CREATE TABLE building (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    grid TEXT NOT NULL,
    compound TEXT NOT NULL,
    building TEXT NOT NULL,
    UNIQUE (canteen_id, grid, compound, building)
);

CREATE TABLE household (
    id UUID NOT NULL PRIMARY KEY,
    building_id UUID NOT NULL REFERENCES building (id),
    unit TEXT NOT NULL,
    room TEXT NOT NULL,
    UNIQUE (building_id, unit, room)
);

-- document is sealed (XChaCha20-Poly1305) and found by document_index (keyed HMAC); so is the phone.
-- One person is one row in the whole database, whichever community registered them: that is what makes
-- "one subsidised meal in all canteens together" a unique key.
CREATE TABLE resident (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    household_id UUID REFERENCES household (id),
    name TEXT NOT NULL CHECK (name <> ''),
    name_key TEXT NOT NULL,
    sex TEXT NOT NULL CHECK (sex IN ('female', 'male', 'unknown')),
    birth_date DATE NOT NULL,
    document_kind TEXT NOT NULL CHECK (document_kind IN ('id_card', 'other', 'none')),
    document BYTEA,
    document_index BYTEA UNIQUE,
    phone BYTEA,
    phone_index BYTEA,
    note TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    CHECK ((document_kind = 'none') = (document IS NULL)),
    CHECK ((document IS NULL) = (document_index IS NULL)),
    CHECK ((phone IS NULL) = (phone_index IS NULL))
);
CREATE INDEX resident_by_name ON resident (canteen_id, name_key);
CREATE INDEX resident_of_household ON resident (household_id);

-- What is true of a resident from a day to a day (both included), known since a moment. Never edited: a row that
-- corrects another names it in replaces, and counts from its own known_since on.
CREATE TABLE resident_fact (
    id UUID NOT NULL PRIMARY KEY,
    resident_id UUID NOT NULL REFERENCES resident (id),
    kind TEXT NOT NULL CHECK (kind IN ('residency', 'class', 'moved_out', 'died', 'care_home', 'withdrawn')),
    value TEXT NOT NULL,
    document TEXT NOT NULL,
    true_from DATE NOT NULL,
    true_to DATE,
    known_since TIMESTAMPTZ NOT NULL,
    recorded_by UUID REFERENCES staff (id),
    replaces UUID UNIQUE REFERENCES resident_fact (id),
    CHECK (true_to IS NULL OR true_to >= true_from)
);
CREATE INDEX fact_of_resident ON resident_fact (resident_id, kind);

-- Cards ----------------------------------------------------------------------------------------------------------------

-- request_hash and skipped let the same order answer the same words again, whatever happened to its residents since.
CREATE TABLE card_batch (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    request_hash BYTEA NOT NULL,
    skipped TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    created_by UUID REFERENCES staff (id)
);

-- number is the short printed number with its check digit; token_hash is the SHA-256 of the 40 digits in the QR.
CREATE TABLE card (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    resident_id UUID NOT NULL REFERENCES resident (id),
    batch_id UUID NOT NULL REFERENCES card_batch (id),
    number TEXT NOT NULL UNIQUE,
    token_hash BYTEA NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('active', 'blocked', 'closed')),
    state_changed_at TIMESTAMPTZ NOT NULL,
    issued_at TIMESTAMPTZ NOT NULL,
    expires_on DATE,
    replaced_by UUID REFERENCES card (id)
);
CREATE UNIQUE INDEX card_in_use ON card (resident_id) WHERE state = 'active';
CREATE INDEX card_of_resident ON card (resident_id);
CREATE INDEX card_of_batch ON card (batch_id);
CREATE INDEX card_of_canteen ON card (canteen_id, id);

CREATE TABLE card_event (
    id UUID NOT NULL PRIMARY KEY,
    card_id UUID NOT NULL REFERENCES card (id),
    at TIMESTAMPTZ NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'blocked', 'closed')),
    reason TEXT NOT NULL,
    staff_id UUID REFERENCES staff (id)
);
CREATE INDEX event_of_card ON card_event (card_id);

-- Policy ---------------------------------------------------------------------------------------------------------------

-- The text as it was loaded, kept for ever. The one in force on a day is the last loaded among those with the greatest
-- valid_from that is not after the day.
CREATE TABLE policy (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    version TEXT NOT NULL,
    valid_from DATE NOT NULL,
    text TEXT NOT NULL,
    sha256 BYTEA NOT NULL,
    loaded_at TIMESTAMPTZ NOT NULL,
    loaded_by UUID REFERENCES staff (id),
    UNIQUE (canteen_id, version),
    UNIQUE (canteen_id, sha256)
);

-- Selling --------------------------------------------------------------------------------------------------------------

-- The head of each canteen's chain: the number and hash of its last journal entry.
CREATE TABLE ledger_head (
    canteen_id UUID NOT NULL PRIMARY KEY REFERENCES canteen (id),
    entry_no BIGINT NOT NULL CHECK (entry_no >= 0),
    hash BYTEA NOT NULL
);

-- Numbered without gaps per canteen; each hash covers the one before, every column of the sale or void, and the lines.
CREATE TABLE journal_entry (
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    entry_no BIGINT NOT NULL CHECK (entry_no > 0),
    kind TEXT NOT NULL CHECK (kind IN ('sale', 'void')),
    at TIMESTAMPTZ NOT NULL,
    service_date DATE NOT NULL,
    previous_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (canteen_id, entry_no)
);
CREATE INDEX entry_of_day ON journal_entry (canteen_id, service_date);

-- Debits are positive, credits negative; the lines of one entry sum to zero.
CREATE TABLE journal_line (
    canteen_id UUID NOT NULL,
    entry_no BIGINT NOT NULL,
    line_no BIGINT NOT NULL,
    account TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen <> 0),
    PRIMARY KEY (canteen_id, entry_no, line_no),
    FOREIGN KEY (canteen_id, entry_no) REFERENCES journal_entry (canteen_id, entry_no)
);

-- One served meal. Never changed after it is written; a void is a row of its own.
CREATE TABLE sale (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    entry_no BIGINT NOT NULL,
    lane_id UUID NOT NULL REFERENCES lane (id),
    cashier_id UUID NOT NULL REFERENCES staff (id),
    service_date DATE NOT NULL,
    meal TEXT NOT NULL CHECK (meal IN ('lunch', 'dinner')),
    channel TEXT NOT NULL CHECK (channel IN ('counter')),
    diner_group TEXT NOT NULL CHECK (diner_group IN ('elder', 'child', 'guest', 'none')),
    resident_id UUID REFERENCES resident (id),
    card_id UUID REFERENCES card (id),
    identified_by TEXT NOT NULL CHECK (identified_by IN ('card', 'number', 'name', 'none')),
    state TEXT NOT NULL CHECK (state IN ('claimable', 'unsubsidised', 'pending')),
    code TEXT NOT NULL,
    standard_fen BIGINT NOT NULL CHECK (standard_fen >= 0),
    pays_fen BIGINT NOT NULL CHECK (pays_fen >= 0),
    shares TEXT NOT NULL,
    reasons TEXT NOT NULL,
    tender TEXT NOT NULL CHECK (tender IN ('cash', 'wechat', 'alipay', 'owed')),
    tender_reference TEXT,
    policy_id UUID REFERENCES policy (id),
    request_hash BYTEA NOT NULL,
    sold_at TIMESTAMPTZ NOT NULL,
    CHECK (pays_fen <= standard_fen),
    CHECK (state <> 'claimable' OR resident_id IS NOT NULL),
    UNIQUE (canteen_id, entry_no),
    FOREIGN KEY (canteen_id, entry_no) REFERENCES journal_entry (canteen_id, entry_no)
);
CREATE INDEX sale_of_day ON sale (canteen_id, service_date, meal);
CREATE INDEX sale_of_lane ON sale (lane_id, service_date);
-- The inbox looks through the pending ones only.
CREATE INDEX sale_pending ON sale (canteen_id, entry_no) WHERE state = 'pending';

CREATE TABLE sale_void (
    sale_id UUID NOT NULL PRIMARY KEY REFERENCES sale (id),
    id UUID NOT NULL UNIQUE,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    entry_no BIGINT NOT NULL,
    lane_id UUID REFERENCES lane (id),
    staff_id UUID NOT NULL REFERENCES staff (id),
    approver_id UUID REFERENCES staff (id),
    reason TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    FOREIGN KEY (canteen_id, entry_no) REFERENCES journal_entry (canteen_id, entry_no)
);

-- The proof of "one subsidised meal per resident, date and meal, in all canteens and lanes together". A void takes the
-- row away, and with it gives the meal back.
CREATE TABLE claimed_meal (
    service_date DATE NOT NULL,
    meal TEXT NOT NULL,
    resident_id UUID NOT NULL REFERENCES resident (id),
    sale_id UUID NOT NULL UNIQUE REFERENCES sale (id),
    PRIMARY KEY (service_date, meal, resident_id)
);
