-- Rows that exclude and count (UnitOfWork::Guard and Count), and what sums rest on.
CREATE TABLE guards (
  tenant_id BINARY(16) NOT NULL,
  kind VARBINARY(32) NOT NULL,
  guard_key VARBINARY(64) NOT NULL,
  counter BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, kind, guard_key)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The custom fields of a kind of resource, retired ones included.
INSERT INTO guards (tenant_id, kind, guard_key, counter)
  SELECT tenant_id, 'field_definitions', resource_type, COUNT(*) FROM field_definitions
  GROUP BY tenant_id, resource_type;

-- What a record adds to a projected field of another; value NULL: nothing any more.
CREATE TABLE contributions (
  tenant_id BINARY(16) NOT NULL,
  target_type VARCHAR(64) NOT NULL,
  target_id BINARY(16) NOT NULL,
  field VARCHAR(64) NOT NULL,
  source_type VARCHAR(64) NOT NULL,
  source_id BINARY(16) NOT NULL,
  sequence BIGINT NOT NULL,
  value BIGINT NULL,
  PRIMARY KEY (tenant_id, target_type, target_id, field, source_type, source_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Orders the changes of projected fields, which have the version of their row.
ALTER TABLE changes ADD COLUMN projection BIGINT NOT NULL DEFAULT 0 AFTER sequence;
