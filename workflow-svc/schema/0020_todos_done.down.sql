ALTER TABLE todos
  DROP KEY idx_owner_id_state_complete_time;
