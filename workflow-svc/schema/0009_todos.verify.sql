SELECT tenant_id, id, version, projection, subject, priority, state, owner_id, body, personal
FROM todos FORCE INDEX (idx_filter) LIMIT 0;
SELECT id FROM todos FORCE INDEX (idx_owner_id_state_due_time) LIMIT 0;
SELECT tenant_id, id, parent_id, version, live, body, personal
FROM reminders FORCE INDEX (idx_parent_id_create_time) LIMIT 0;
SELECT tenant_id, id, version, live, display_name_sort, body, personal FROM work_calendars LIMIT 0;
