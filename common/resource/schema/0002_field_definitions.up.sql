-- Custom fields.

CREATE TABLE field_definitions (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  resource_type VARCHAR(64) NOT NULL,
  field_key VARCHAR(40) NOT NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  UNIQUE KEY uq_field_definitions_key (tenant_id, resource_type, field_key),
  KEY idx_resource_type_create_time (tenant_id, live, resource_type, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
