-- By what the purchases of a tenant's customers were last summed up as a whole, and the last customer
-- of whom that is so; no customer: of all of them.
CREATE TABLE purchase_bases (
  tenant_id BINARY(16) NOT NULL,
  basis SMALLINT NOT NULL,
  place BINARY(16) NULL,
  PRIMARY KEY (tenant_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
