-- What boards and forecasts sum up, kept by every write of an opportunity: the OPEN ones by all that
-- decides who sees them, and the closed ones by the stages that they went through. Nil ids: none.
-- close_month: year * 100 + month, 0 for none.
CREATE TABLE board_cells (
  tenant_id BINARY(16) NOT NULL,
  pipeline_id BINARY(16) NOT NULL,
  stage VARCHAR(96) NOT NULL,
  owner_id BINARY(16) NOT NULL,
  department_id BINARY(16) NOT NULL,
  close_month INT NOT NULL,
  currency VARCHAR(3) NOT NULL,
  opportunity_count BIGINT NOT NULL,
  amount DECIMAL(38,9) NOT NULL,
  PRIMARY KEY (tenant_id, pipeline_id, stage, owner_id, department_id, close_month, currency)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE stage_outcomes (
  tenant_id BINARY(16) NOT NULL,
  pipeline_id BINARY(16) NOT NULL,
  stage VARCHAR(96) NOT NULL,
  owner_id BINARY(16) NOT NULL,
  won BIGINT NOT NULL,
  lost BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, pipeline_id, stage, owner_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO board_cells (tenant_id, pipeline_id, stage, owner_id, department_id, close_month,
    currency, opportunity_count, amount)
  SELECT tenant_id, pipeline_id, stage, COALESCE(owner_id, UNHEX(REPEAT('0', 32))),
    COALESCE(department_id, UNHEX(REPEAT('0', 32))),
    COALESCE(YEAR(close_date) * 100 + MONTH(close_date), 0), COALESCE(amount_currency, ''),
    COUNT(*), COALESCE(SUM(amount), 0)
  FROM opportunities WHERE live = 1 AND state = 1 AND pipeline_id IS NOT NULL
  GROUP BY 1, 2, 3, 4, 5, 6, 7;

-- What came of the stages of those that were closed before is not counted: their ways lie in bodies.
ALTER TABLE opportunities ADD COLUMN stay_until DATETIME(6) NULL;
