SELECT group_name_claim FROM tags FORCE INDEX (uq_group_name) LIMIT 0;
