ALTER TABLE customers
  DROP COLUMN last_stage_change_time,
  DROP COLUMN won_opportunity_amount_currency,
  DROP COLUMN won_opportunity_amount,
  DROP COLUMN open_opportunity_amount_currency,
  DROP COLUMN open_opportunity_amount,
  DROP COLUMN open_opportunity_count;

DROP TABLE opportunity_facts;
