-- The number that a volunteer at a door rings when something is wrong: the office's own, for everybody to see. Empty: not written down.
ALTER TABLE canteen ADD COLUMN office_phone TEXT NOT NULL DEFAULT '';
