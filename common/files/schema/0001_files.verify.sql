SELECT tenant_id, id, owner, file_name, content_type, complete, size, sha256, create_time,
  expire_time FROM files LIMIT 0;
SELECT tenant_id, file_id, start, data FROM file_chunks LIMIT 0;
