-- Since when nobody has followed a customer up, who serves it by name, and what programs do by
-- themselves, which is no contact. Those never followed up count from their last change of hands.
ALTER TABLE interactions
  ADD COLUMN automatic TINYINT NOT NULL DEFAULT 0,
  DROP KEY idx_filter,
  ADD KEY idx_filter (tenant_id, live, parent_id, occur_time, id, create_time, channel, direction,
    sentiment, actor_id, next_follow_up_time, automatic);

ALTER TABLE customers
  ADD COLUMN silent_since_time DATETIME(6) NULL,
  ADD COLUMN dedicated_id BINARY(16) NULL;

UPDATE customers c LEFT JOIN (
  SELECT r.tenant_id, r.parent_id, MAX(r.create_time) AS last_time FROM ownership_records r
  GROUP BY r.tenant_id, r.parent_id
) h ON h.tenant_id = c.tenant_id AND h.parent_id = c.id
SET c.silent_since_time = COALESCE(c.last_follow_up_time, h.last_time, c.create_time)
WHERE c.silent_since_time IS NULL;

-- In the filter index silent_since_time takes the place of the source: lists are ordered by it.
ALTER TABLE customers
  DROP KEY idx_filter,
  ADD KEY idx_filter (tenant_id, live, update_time, id, create_time, display_name_sort, type,
    industry, region, lifecycle_stage, grade, owner_id, department_id, last_interaction_time,
    next_follow_up_time, silent_since_time),
  ADD KEY idx_silent_since_time (tenant_id, live, silent_since_time, id),
  ADD KEY idx_owner_id_silent_since_time (tenant_id, live, owner_id, silent_since_time, id),
  ADD KEY idx_dedicated_id_create_time (tenant_id, live, dedicated_id, create_time, id);
