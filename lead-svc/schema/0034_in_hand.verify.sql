SELECT id FROM leads FORCE INDEX (idx_in_hand) LIMIT 0;
