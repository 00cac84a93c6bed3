-- When somebody last came in about a lead whose keys are those of several customers, and when it was
-- last called.

ALTER TABLE leads
  ADD COLUMN ambiguous_time DATETIME(6) NULL,
  ADD COLUMN last_call_time DATETIME(6) NULL;
