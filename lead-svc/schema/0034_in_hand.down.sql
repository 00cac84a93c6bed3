ALTER TABLE leads DROP KEY idx_in_hand;
