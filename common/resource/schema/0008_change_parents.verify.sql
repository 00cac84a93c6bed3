SELECT parent_ids FROM changes LIMIT 0;
