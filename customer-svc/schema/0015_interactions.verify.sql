SELECT tenant_id, id, parent_id, version, live, channel, direction, actor_id, contact, occur_time,
  sentiment, next_follow_up_time, create_time, body, personal FROM interactions
  FORCE INDEX (idx_filter) LIMIT 0;
SELECT projection, last_interaction_time, last_follow_up_time, next_follow_up_time FROM customers
  FORCE INDEX (idx_owner_id_next_follow_up_time) LIMIT 0;
