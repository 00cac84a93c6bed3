-- When somebody last came in about a lead whose keys are those of several customers, and when it was
-- last called, as first_call_time: a CALL (1) that is OUTBOUND (2) and has an outcome.

ALTER TABLE leads
  ADD COLUMN ambiguous_time DATETIME(6) NULL,
  ADD COLUMN last_call_time DATETIME(6) NULL;

UPDATE leads SET last_call_time = (
  SELECT MAX(c.occur_time) FROM lead_interactions c
  WHERE c.tenant_id = leads.tenant_id AND c.live = 1 AND c.parent_id = leads.id
    AND c.channel = 1 AND c.direction = 2 AND c.outcome <> 0)
WHERE first_call_time IS NOT NULL;
