SELECT kind, state FROM feeds FORCE INDEX (idx_create_time) LIMIT 0;
SELECT sealed, failures, next_time, swept_id FROM feed_accounts LIMIT 0;
SELECT state FROM enrichments FORCE INDEX (idx_parent_id_create_time) LIMIT 0;
SELECT place, attempts, last_finding_id FROM feed_pulls FORCE INDEX (uq_feed_pulls_customer) LIMIT 0;
SELECT kind, occur_time FROM findings FORCE INDEX (idx_kind_occur_time) LIMIT 0;
