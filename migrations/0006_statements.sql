-- Merchant statements of WeChat Pay and Alipay, to hold against the tenders of the journal. What is matched with what is found out
-- anew each time somebody looks, because both sides still grow; only the lines are kept, each once, whichever file brought it first.

CREATE TABLE merchant_statement (
    id UUID NOT NULL PRIMARY KEY,
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    tender TEXT NOT NULL CHECK (tender IN ('wechat', 'alipay')),
    file_name TEXT NOT NULL,
    sha256 BYTEA NOT NULL,
    first_at TIMESTAMPTZ NOT NULL,
    last_at TIMESTAMPTZ NOT NULL,
    lines BIGINT NOT NULL CHECK (lines > 0),
    new_lines BIGINT NOT NULL CHECK (new_lines >= 0),
    imported_by UUID NOT NULL REFERENCES staff (id),
    imported_at TIMESTAMPTZ NOT NULL,
    CHECK (first_at <= last_at),
    UNIQUE (canteen_id, sha256)
);

-- A payment is positive, a refund negative. refund_no tells several refunds of one payment apart; it is empty for payments.
CREATE TABLE statement_line (
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    tender TEXT NOT NULL CHECK (tender IN ('wechat', 'alipay')),
    reference TEXT NOT NULL,
    refund_no TEXT NOT NULL,
    statement_id UUID NOT NULL REFERENCES merchant_statement (id),
    line_no BIGINT NOT NULL CHECK (line_no > 0),
    order_no TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    amount_fen BIGINT NOT NULL CHECK (amount_fen <> 0),
    fee_fen BIGINT NOT NULL,
    PRIMARY KEY (canteen_id, tender, reference, refund_no)
);
CREATE INDEX statement_line_at ON statement_line (canteen_id, tender, at);
