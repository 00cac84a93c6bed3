SELECT outcome FROM lead_interactions FORCE INDEX (idx_filter) LIMIT 0;
SELECT outcome FROM opportunity_interactions FORCE INDEX (idx_filter) LIMIT 0;
SELECT last_interaction_time, last_follow_up_time, next_follow_up_time, first_call_time FROM leads
  FORCE INDEX (idx_owner_id_next_follow_up_time) LIMIT 0;
SELECT last_interaction_time, last_follow_up_time, next_follow_up_time FROM opportunities LIMIT 0;
