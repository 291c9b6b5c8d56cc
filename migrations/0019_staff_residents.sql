-- Who of the staff is who in the register, where the office says so: the month's checks look for meals that a cashier sold within their own
-- household.
CREATE TABLE staff_resident (
    staff_id UUID NOT NULL PRIMARY KEY REFERENCES staff (id),
    canteen_id UUID NOT NULL REFERENCES canteen (id),
    resident_id UUID NOT NULL REFERENCES resident (id)
);
CREATE INDEX staff_resident_of_canteen ON staff_resident (canteen_id);
CREATE INDEX staff_of_resident ON staff_resident (resident_id);
