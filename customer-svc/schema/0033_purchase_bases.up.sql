-- What counts as a purchase of a tenant's customers (a number of PurchaseBasis), and the last customer
-- who was gone over since that is so; none: all were.
CREATE TABLE purchase_bases (
  tenant_id BINARY(16) NOT NULL,
  basis SMALLINT NOT NULL,
  place BINARY(16) NULL,
  PRIMARY KEY (tenant_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
