SELECT state, operation_id, is_result FROM files LIMIT 0;
SELECT tenant_id, bytes, files FROM file_usage LIMIT 0;
