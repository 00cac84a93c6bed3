SELECT complete_time FROM todos FORCE INDEX (idx_owner_id_state_complete_time) LIMIT 0;
