SELECT tenant_id, event_id, kind, actor, resource_type, method, reason, record_time, once_key
  FROM audit_records FORCE INDEX (uq_audit_records_once) LIMIT 0;
SELECT event_id FROM audit_records FORCE INDEX (idx_audit_records_actor) LIMIT 0;
SELECT event_id FROM changes FORCE INDEX (idx_changes_actor) LIMIT 0;
