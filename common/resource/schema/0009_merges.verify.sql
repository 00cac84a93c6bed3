SELECT tenant_id, collection, id, into_id, merge_id FROM merged_names LIMIT 0;
SELECT tenant_id, merge_id, resource_type, id, field, from_id, into_id, names, undone
  FROM merge_moves LIMIT 0;
SELECT tenant_id, merge_id, record_id, into_id, undoes, actor, again_time FROM merge_turns LIMIT 0;
