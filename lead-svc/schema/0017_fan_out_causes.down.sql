ALTER TABLE customer_fan_outs
  DROP COLUMN depth,
  DROP COLUMN root_id;
