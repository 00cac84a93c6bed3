SELECT tenant_id, id, version, live, title, customer_id, contact, channel, type, category, priority,
  owner_id, department_id, state, first_response_time, resolve_time, reopen_count,
  escalation_level, merged_into_id, create_time, body, personal FROM service_tickets
  FORCE INDEX (idx_filter) LIMIT 0;
SELECT kind, occur_time FROM ticket_events FORCE INDEX (idx_parent_id_occur_time) LIMIT 0;
SELECT rule_order, create_time, update_time, delete_time FROM ticket_rules
  FORCE INDEX (idx_rule_order) LIMIT 0;
SELECT create_time, update_time, delete_time FROM surveys FORCE INDEX (idx_create_time) LIMIT 0;
SELECT survey_id, kind, customer_id, service_ticket_id, score FROM survey_responses
  FORCE INDEX (idx_service_ticket_id_create_time) LIMIT 0;
