-- Money that ties: shifts with their cash, wallets, what is owed, and every other movement of money.
--
-- The five tables of the journal are made anew, because a CHECK cannot be widened in the SQL that both databases share. Their
-- rows move over unchanged, and with them every hash.

CREATE TABLE journal_entry_new (
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    entry_no BIGINT NOT NULL CHECK (entry_no > 0),
    kind TEXT NOT NULL CHECK (kind IN ('sale', 'void', 'movement', 'shift_opened', 'shift_closed')),
    at TIMESTAMPTZ NOT NULL,
    service_date DATE NOT NULL,
    previous_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (canteen_id, entry_no)
);
INSERT INTO journal_entry_new (canteen_id, entry_no, kind, at, service_date, previous_hash, hash)
SELECT canteen_id, entry_no, kind, at, service_date, previous_hash, hash FROM journal_entry ORDER BY canteen_id, entry_no;

CREATE TABLE journal_line_new (
    canteen_id UUID NOT NULL,
    entry_no BIGINT NOT NULL,
    line_no BIGINT NOT NULL,
    account TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen <> 0),
    PRIMARY KEY (canteen_id, entry_no, line_no),
    FOREIGN KEY (canteen_id, entry_no) REFERENCES journal_entry_new (canteen_id, entry_no)
);
INSERT INTO journal_line_new (canteen_id, entry_no, line_no, account, amount_fen)
SELECT canteen_id, entry_no, line_no, account, amount_fen FROM journal_line ORDER BY canteen_id, entry_no, line_no;

-- One counter device's working time with its own drawer. Its cash stands on the account cash:<shift_no>. A lane that sells
-- without one opens it with its first sale: no meal waits for a shift.
CREATE TABLE shift (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    entry_no BIGINT NOT NULL,
    shift_no BIGINT NOT NULL CHECK (shift_no > 0),
    lane_id UUID NOT NULL REFERENCES lane (id),
    opened_how TEXT NOT NULL CHECK (opened_how IN ('cashier', 'by_itself')),
    opened_by UUID NOT NULL REFERENCES staff (id),
    opened_at TIMESTAMPTZ NOT NULL,
    float_fen BIGINT NOT NULL CHECK (float_fen >= 0),
    request_hash BYTEA NOT NULL,
    UNIQUE (canteen_id, shift_no),
    UNIQUE (canteen_id, entry_no),
    FOREIGN KEY (canteen_id, entry_no) REFERENCES journal_entry_new (canteen_id, entry_no)
);
CREATE INDEX shift_of_lane ON shift (lane_id, shift_no);

CREATE TABLE sale_new (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    entry_no BIGINT NOT NULL,
    lane_id UUID NOT NULL REFERENCES lane (id),
    -- Missing in sales from before shifts were kept; then it is not under the hash either.
    shift_id UUID REFERENCES shift (id),
    cashier_id UUID NOT NULL REFERENCES staff (id),
    service_date DATE NOT NULL,
    meal TEXT NOT NULL CHECK (meal IN ('lunch', 'dinner')),
    channel TEXT NOT NULL CHECK (channel IN ('counter', 'delivery')),
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
    tender TEXT NOT NULL CHECK (tender IN ('cash', 'wechat', 'alipay', 'wallet', 'owed')),
    tender_reference TEXT,
    -- Whose wallet paid, or whose debt it is.
    wallet_id UUID REFERENCES resident (id),
    policy_id UUID REFERENCES policy (id),
    request_hash BYTEA NOT NULL,
    sold_at TIMESTAMPTZ NOT NULL,
    CHECK (pays_fen <= standard_fen),
    CHECK (state <> 'claimable' OR resident_id IS NOT NULL),
    CHECK (tender <> 'wallet' OR wallet_id IS NOT NULL),
    UNIQUE (canteen_id, entry_no),
    FOREIGN KEY (canteen_id, entry_no) REFERENCES journal_entry_new (canteen_id, entry_no)
);
INSERT INTO sale_new (id, canteen_id, entry_no, lane_id, cashier_id, service_date, meal, channel, diner_group, resident_id, card_id,
    identified_by, state, code, standard_fen, pays_fen, shares, reasons, tender, tender_reference, policy_id, request_hash, sold_at)
SELECT id, canteen_id, entry_no, lane_id, cashier_id, service_date, meal, channel, diner_group, resident_id, card_id,
    identified_by, state, code, standard_fen, pays_fen, shares, reasons, tender, tender_reference, policy_id, request_hash, sold_at
FROM sale ORDER BY canteen_id, entry_no;

CREATE TABLE sale_void_new (
    sale_id UUID NOT NULL PRIMARY KEY REFERENCES sale_new (id),
    id UUID NOT NULL UNIQUE,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    entry_no BIGINT NOT NULL,
    lane_id UUID REFERENCES lane (id),
    -- The shift that gave the money back: the one open at the lane of the void, never a closed one.
    shift_id UUID REFERENCES shift (id),
    staff_id UUID NOT NULL REFERENCES staff (id),
    approver_id UUID REFERENCES staff (id),
    reason TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    FOREIGN KEY (canteen_id, entry_no) REFERENCES journal_entry_new (canteen_id, entry_no)
);
INSERT INTO sale_void_new (sale_id, id, canteen_id, entry_no, lane_id, staff_id, approver_id, reason, at)
SELECT sale_id, id, canteen_id, entry_no, lane_id, staff_id, approver_id, reason, at FROM sale_void;

CREATE TABLE claimed_meal_new (
    service_date DATE NOT NULL,
    meal TEXT NOT NULL,
    resident_id UUID NOT NULL REFERENCES resident (id),
    sale_id UUID NOT NULL UNIQUE REFERENCES sale_new (id),
    PRIMARY KEY (service_date, meal, resident_id)
);
INSERT INTO claimed_meal_new (service_date, meal, resident_id, sale_id)
SELECT service_date, meal, resident_id, sale_id FROM claimed_meal;

DROP TABLE claimed_meal;
DROP TABLE sale_void;
DROP TABLE sale;
DROP TABLE journal_line;
DROP TABLE journal_entry;
ALTER TABLE journal_entry_new RENAME TO journal_entry;
ALTER TABLE journal_line_new RENAME TO journal_line;
ALTER TABLE sale_new RENAME TO sale;
ALTER TABLE sale_void_new RENAME TO sale_void;
ALTER TABLE claimed_meal_new RENAME TO claimed_meal;

CREATE INDEX entry_of_day ON journal_entry (canteen_id, service_date);
CREATE INDEX entry_booked ON journal_entry (canteen_id, at);
-- Answers a trial balance and any account's statement without the table.
CREATE INDEX line_of_account ON journal_line (canteen_id, account, entry_no, amount_fen);
CREATE INDEX sale_of_day ON sale (canteen_id, service_date, meal);
CREATE INDEX sale_of_lane ON sale (lane_id, service_date);
CREATE INDEX sale_of_shift ON sale (shift_id);
CREATE INDEX sale_of_resident ON sale (resident_id, service_date);
-- The inbox looks through the pending ones only.
CREATE INDEX sale_pending ON sale (canteen_id, entry_no) WHERE state = 'pending';
CREATE INDEX void_of_shift ON sale_void (shift_id);
CREATE INDEX void_of_entry ON sale_void (canteen_id, entry_no);

-- Shifts ---------------------------------------------------------------------------------------------------------------

-- The proof of "one open shift per lane". Closing takes the row away.
CREATE TABLE open_shift (
    lane_id UUID NOT NULL PRIMARY KEY REFERENCES lane (id),
    shift_id UUID NOT NULL UNIQUE REFERENCES shift (id)
);

-- A blind count of a drawer. Recounts are rows of their own; expected is what the books said at that moment (JSON), as of
-- the entry last_entry_no.
CREATE TABLE shift_count (
    id UUID NOT NULL PRIMARY KEY,
    shift_id UUID NOT NULL REFERENCES shift (id),
    count_no BIGINT NOT NULL CHECK (count_no > 0),
    counted_by UUID NOT NULL REFERENCES staff (id),
    counted_at TIMESTAMPTZ NOT NULL,
    counted TEXT NOT NULL,
    expected TEXT NOT NULL,
    cash_fen BIGINT NOT NULL CHECK (cash_fen >= 0),
    last_entry_no BIGINT NOT NULL,
    request_hash BYTEA NOT NULL,
    UNIQUE (shift_id, count_no)
);

-- 日结单: numbered without gaps per canteen; report is the frozen document (JSON), under the hash of its entry.
CREATE TABLE z_report (
    shift_id UUID NOT NULL PRIMARY KEY REFERENCES shift (id),
    id UUID NOT NULL UNIQUE,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    entry_no BIGINT NOT NULL,
    z_no BIGINT NOT NULL CHECK (z_no > 0),
    count_id UUID NOT NULL REFERENCES shift_count (id),
    closed_by UUID NOT NULL REFERENCES staff (id),
    closed_at TIMESTAMPTZ NOT NULL,
    report TEXT NOT NULL,
    request_hash BYTEA NOT NULL,
    UNIQUE (canteen_id, z_no),
    UNIQUE (canteen_id, entry_no),
    FOREIGN KEY (canteen_id, entry_no) REFERENCES journal_entry (canteen_id, entry_no)
);

-- Wallets --------------------------------------------------------------------------------------------------------------

-- What a resident has on the card, and what they owe. Personal money only. Both follow the journal's accounts
-- wallet:<resident> and owed:<resident>, summed over all canteens; neither goes below zero.
CREATE TABLE wallet (
    resident_id UUID NOT NULL PRIMARY KEY REFERENCES resident (id),
    balance_fen BIGINT NOT NULL CHECK (balance_fen >= 0),
    owed_fen BIGINT NOT NULL CHECK (owed_fen >= 0)
);

-- Who may pay from whose wallet, because the coordinator says so.
CREATE TABLE wallet_payer (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    resident_id UUID NOT NULL REFERENCES resident (id),
    wallet_id UUID NOT NULL REFERENCES resident (id),
    allowed_by UUID NOT NULL REFERENCES staff (id),
    allowed_at TIMESTAMPTZ NOT NULL,
    ended_by UUID REFERENCES staff (id),
    ended_at TIMESTAMPTZ,
    CHECK (resident_id <> wallet_id)
);
CREATE UNIQUE INDEX payer_in_force ON wallet_payer (resident_id) WHERE ended_at IS NULL;
CREATE INDEX payer_of_wallet ON wallet_payer (wallet_id);

-- Money that moves without a meal: one debit, one credit.
CREATE TABLE movement (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    entry_no BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('top_up', 'refund', 'repayment', 'cash_in', 'cash_out', 'transfer', 'funder_payment')),
    lane_id UUID REFERENCES lane (id),
    shift_id UUID REFERENCES shift (id),
    resident_id UUID REFERENCES resident (id),
    month TEXT,
    debit_account TEXT NOT NULL,
    credit_account TEXT NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
    reference TEXT,
    reason TEXT NOT NULL,
    staff_id UUID NOT NULL REFERENCES staff (id),
    approver_id UUID REFERENCES staff (id),
    request_hash BYTEA NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    CHECK (debit_account <> credit_account),
    UNIQUE (canteen_id, entry_no),
    FOREIGN KEY (canteen_id, entry_no) REFERENCES journal_entry (canteen_id, entry_no)
);
CREATE INDEX movement_of_shift ON movement (shift_id);
CREATE INDEX movement_of_resident ON movement (resident_id);
