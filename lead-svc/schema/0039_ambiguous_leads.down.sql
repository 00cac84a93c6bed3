ALTER TABLE leads
  DROP COLUMN ambiguous_time;
