SELECT tenant_id, id, version, live, display_name, display_name_sort, kind, member_count, state, create_time, update_time, delete_time, segment_name_claim, projection, body, personal FROM segments LIMIT 0;
SELECT tenant_id, id, parent_id, version, live, segment_id, create_time, update_time, delete_time, body, personal FROM segment_memberships LIMIT 0;
SELECT tenant_id, version FROM standing_versions LIMIT 0;
