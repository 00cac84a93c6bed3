-- What somebody has done, the last first.
ALTER TABLE todos
  ADD KEY idx_owner_id_state_complete_time (tenant_id, live, owner_id, state, complete_time, id);
