ALTER TABLE opportunities
  DROP KEY idx_department_id_create_time,
  DROP KEY idx_owner_id_create_time;

DROP TABLE opportunity_shares;
