ALTER TABLE changes DROP KEY idx_changes_actor;
DROP TABLE audit_records;
