SELECT tenant_id, id, owner, file_name, content_type, size, create_time, expire_time FROM files LIMIT 0;
SELECT tenant_id, file_id, start, data FROM file_chunks LIMIT 0;
