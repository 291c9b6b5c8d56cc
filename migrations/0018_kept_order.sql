-- Who stands where in an order that somebody made by hand for a round: the next rounds of the meal begin with it until somebody drops it.
CREATE TABLE kept_place (
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    meal TEXT NOT NULL CHECK (meal IN ('lunch', 'dinner')),
    resident_id UUID NOT NULL REFERENCES resident (id),
    round_id UUID NOT NULL REFERENCES round (id),
    place BIGINT NOT NULL CHECK (place > 0),
    kept_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (canteen_id, meal, resident_id)
);
