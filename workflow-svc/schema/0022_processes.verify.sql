SELECT tenant_id, id, version, live, display_name, display_name_sort, subject_type, state,
  create_time, body, personal
  FROM process_definitions FORCE INDEX (idx_subject_type_display_name_sort) LIMIT 0;
SELECT tenant_id, parent_id, id, version, live, create_time, body, personal
  FROM process_revisions FORCE INDEX (idx_parent_id_create_time) LIMIT 0;
SELECT tenant_id, id, version, live, definition_id, subject, initiator_id, department_id, state,
  create_time, body, personal
  FROM process_instances FORCE INDEX (idx_state_create_time) LIMIT 0;
SELECT tenant_id, id, version, body FROM process_states LIMIT 0;
SELECT tenant_id, id, version, live, instance_id, definition_id, assignee_id, state, due_time,
  complete_time, read_time, create_time, body, personal
  FROM process_tasks FORCE INDEX (idx_process_tasks_unread) LIMIT 0;
SELECT tenant_id, parent_id, id, version, live, create_time, body, personal
  FROM process_comments FORCE INDEX (idx_parent_id_create_time) LIMIT 0;
SELECT tenant_id, id, version, live, delegator_id, deputy_id, create_time, body, personal
  FROM delegations FORCE INDEX (idx_deputy_id_create_time) LIMIT 0;
SELECT tenant_id, id, version, live, subject_type, definition_id, priority, create_time, body,
  personal
  FROM approval_policies FORCE INDEX (idx_subject_type_priority) LIMIT 0;
