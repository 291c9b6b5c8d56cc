-- Paper for the diner: where a lane prints, and how often a receipt was printed.

CREATE TABLE lane_printer (
    lane_id UUID NOT NULL PRIMARY KEY REFERENCES lane (id),
    address TEXT NOT NULL,
    width_mm BIGINT NOT NULL CHECK (width_mm IN (58, 80)),
    prints TEXT NOT NULL CHECK (prints IN ('always', 'on_request'))
);

-- The first print is the receipt; every later one says 补打.
CREATE TABLE receipt_print (
    id UUID NOT NULL PRIMARY KEY,
    sale_id UUID NOT NULL REFERENCES sale (id),
    print_no BIGINT NOT NULL CHECK (print_no > 0),
    printed_by UUID NOT NULL REFERENCES staff (id),
    printed_at TIMESTAMPTZ NOT NULL,
    sent_to TEXT NOT NULL CHECK (sent_to IN ('printer', 'browser')),
    UNIQUE (sale_id, print_no)
);
