ALTER TABLE leads
  DROP COLUMN last_call_time,
  DROP COLUMN ambiguous_time;
