-- When somebody last came in about a lead whose keys are those of several customers.

ALTER TABLE leads
  ADD COLUMN ambiguous_time DATETIME(6) NULL;
