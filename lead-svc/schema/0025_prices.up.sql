-- Products, prices by book, currency and day, costs, limits of discounts, exchange rates, quotes.

CREATE TABLE products (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  code VARCHAR(64) NOT NULL,
  products_code_claim TINYINT NULL,
  display_name VARCHAR(256) NOT NULL,
  display_name_sort VARBINARY(64) NOT NULL,
  category VARCHAR(64) NOT NULL,
  discontinued TINYINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE KEY uq_products_code (tenant_id, code, products_code_claim),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_display_name_sort (tenant_id, live, display_name_sort, id),
  KEY idx_code_create_time (tenant_id, live, code, create_time, id),
  KEY idx_category_display_name_sort (tenant_id, live, category, display_name_sort, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE price_books (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  display_name VARCHAR(128) NOT NULL,
  display_name_sort VARBINARY(64) NOT NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_display_name_sort (tenant_id, live, display_name_sort, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE price_entries (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  product_id BINARY(16) NULL,
  currency VARCHAR(3) NOT NULL,
  start_date DATE NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_parent_id_create_time (tenant_id, live, parent_id, create_time, id),
  KEY idx_parent_id_product_id_start_date (tenant_id, live, parent_id, product_id, start_date, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE product_costs (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  product_id BINARY(16) NULL,
  currency VARCHAR(3) NOT NULL,
  start_date DATE NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_product_id_start_date (tenant_id, live, product_id, start_date, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE discount_limits (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  role_id BINARY(16) NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_role_id_create_time (tenant_id, live, role_id, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE exchange_rates (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  from_currency VARCHAR(3) NOT NULL,
  to_currency VARCHAR(3) NOT NULL,
  start_date DATE NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_start_date (tenant_id, live, start_date, id),
  KEY idx_from_currency_to_currency_start_date
    (tenant_id, live, from_currency, to_currency, start_date, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE quotes (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  display_name VARCHAR(256) NOT NULL,
  opportunity_id BINARY(16) NULL,
  customer_id BINARY(16) NULL,
  price_book_id BINARY(16) NULL,
  owner_id BINARY(16) NULL,
  department_id BINARY(16) NULL,
  state SMALLINT NOT NULL,
  series VARCHAR(36) NOT NULL,
  version_number BIGINT NOT NULL,
  total DECIMAL(38,9) NULL,
  total_currency CHAR(3) NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_update_time (tenant_id, live, update_time, id),
  KEY idx_opportunity_id_update_time (tenant_id, live, opportunity_id, update_time, id),
  KEY idx_customer_id_update_time (tenant_id, live, customer_id, update_time, id),
  KEY idx_state_update_time (tenant_id, live, state, update_time, id),
  KEY idx_series_version_number (tenant_id, live, series, version_number, id),
  KEY idx_owner_id_update_time (tenant_id, live, owner_id, update_time, id),
  KEY idx_department_id_update_time (tenant_id, live, department_id, update_time, id),
  KEY idx_owner_id_create_time (tenant_id, live, owner_id, create_time, id),
  KEY idx_department_id_create_time (tenant_id, live, department_id, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
