-- The chain of causes that telling in turns belongs to, and how deep in it; zeros: it begins one.
ALTER TABLE customer_fan_outs
  ADD COLUMN root_id BINARY(16) NOT NULL DEFAULT '',
  ADD COLUMN depth INT NOT NULL DEFAULT 0;
