-- Below which records the changed one lies: their ids, from the root on, 16 bytes each. Rows of
-- before, and those that an older binary writes, say nothing; for records at the root there is
-- nothing to say.
ALTER TABLE changes
  ADD COLUMN parent_ids VARBINARY(32) NOT NULL DEFAULT '';
