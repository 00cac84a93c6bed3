-- What an owner has in hand, counted at each claim: however many leads of his are closed.
ALTER TABLE leads ADD KEY idx_in_hand (tenant_id, live, owner_id, state, id);
