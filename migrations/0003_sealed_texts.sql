-- Notes, and the papers behind facts, often hold a phone or an ID number: both are sealed from now on, like the documents and
-- phones of 0001. Only the program has the key, so what was written in the clear waits in *_clear until its next start.
ALTER TABLE resident ADD COLUMN note_clear TEXT NOT NULL DEFAULT '';
UPDATE resident SET note_clear = note;
ALTER TABLE resident DROP COLUMN note;
ALTER TABLE resident ADD COLUMN note BYTEA;
ALTER TABLE resident_fact ADD COLUMN document_clear TEXT NOT NULL DEFAULT '';
UPDATE resident_fact SET document_clear = document;
ALTER TABLE resident_fact DROP COLUMN document;
ALTER TABLE resident_fact ADD COLUMN document BYTEA;
