SELECT tenant_id, id, version, live, body, personal
FROM scoring_models FORCE INDEX (idx_create_time) LIMIT 0;
SELECT projection, fit_score FROM leads FORCE INDEX (idx_fit_score) LIMIT 0;
SELECT behavior_rank FROM leads FORCE INDEX (idx_behavior_rank) LIMIT 0;
