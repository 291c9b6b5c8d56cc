-- The short forms by which people look for a door: 3-2-501, 3-501. Households of a version before get theirs when the server
-- starts, because the forms come from labels as people write them.

ALTER TABLE household ADD COLUMN door_key TEXT NOT NULL DEFAULT '';
