CREATE TABLE things (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  PRIMARY KEY (tenant_id, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
