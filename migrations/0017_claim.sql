-- All parts of a closed month. The table is made anew, because a CHECK cannot be widened in the SQL that both databases share; its rows
-- move over unchanged. src/db/guard.rs guards the new table at the same start.
CREATE TABLE month_line_new (
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    month DATE NOT NULL,
    line_no BIGINT NOT NULL CHECK (line_no > 0),
    part TEXT NOT NULL CHECK (part IN (
        'cover', 'policy', 'person', 'fact', 'taken', 'holiday', 'card', 'door', 'prepared', 'neighbour', 'tender', 'exception', 'meal',
        'correction', 'closing'
    )),
    line TEXT NOT NULL,
    PRIMARY KEY (canteen_id, month, line_no)
);
INSERT INTO month_line_new (canteen_id, month, line_no, part, line)
SELECT canteen_id, month, line_no, part, line FROM month_line ORDER BY canteen_id, month, line_no;
DROP TABLE month_line;
ALTER TABLE month_line_new RENAME TO month_line;
