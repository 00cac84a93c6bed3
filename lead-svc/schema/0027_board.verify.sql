SELECT tenant_id, pipeline_id, stage, owner_id, department_id, close_month, currency,
  opportunity_count, amount FROM board_cells LIMIT 0;
SELECT tenant_id, pipeline_id, stage, owner_id, won, lost FROM stage_outcomes LIMIT 0;
SELECT stay_until FROM opportunities LIMIT 0;
