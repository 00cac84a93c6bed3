SELECT tenant_id, id, version, live, resource_type, work_calendar_id, create_time, body, personal
  FROM sla_policies FORCE INDEX (idx_resource_type_create_time) LIMIT 0;
SELECT tenant_id, id, version, live, policy_id, subject, state, due_time, breach_time,
  work_calendar_id, owner_id, department_id, create_time, body, personal
  FROM sla_clocks FORCE INDEX (idx_sla_clocks_calendar) LIMIT 0;
