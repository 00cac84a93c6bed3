SELECT kind, occur_time, visitor, topic, customer_id, lead_id FROM behavior_events
  FORCE INDEX (idx_filter) LIMIT 0;
SELECT visitor_key, customer_id, lead_id FROM visitors FORCE INDEX (uq_visitor_key) LIMIT 0;
