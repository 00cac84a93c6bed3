DROP TABLE job_turns;
ALTER TABLE operations DROP COLUMN working, DROP COLUMN crashes;
