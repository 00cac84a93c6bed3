-- The directory as resources of the engine, and what belongs to it without being part of a resource:
-- credentials, sessions' refresh tokens, failed logins. The tables of 0001 stay for binaries of the
-- version before; what is in them is taken over after the migration, under the same ids.

CREATE TABLE directory_tenants (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  state SMALLINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE directory_users (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  login_name VARCHAR(64) NOT NULL,
  directory_users_login_name_claim TINYINT NULL,
  display_name VARCHAR(128) NOT NULL,
  display_name_sort VARBINARY(64) NOT NULL,
  department_id BINARY(16) NULL,
  manager_id BINARY(16) NULL,
  state SMALLINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE KEY uq_directory_users_login_name (tenant_id, login_name, directory_users_login_name_claim),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_display_name_sort (tenant_id, live, display_name_sort, id),
  KEY idx_department_id_display_name_sort (tenant_id, live, department_id, display_name_sort, id),
  KEY idx_manager_id_create_time (tenant_id, live, manager_id, create_time, id),
  KEY idx_login_name_create_time (tenant_id, live, login_name, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE departments (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  display_name VARCHAR(128) NOT NULL,
  display_name_sort VARBINARY(64) NOT NULL,
  parent_department_id BINARY(16) NULL,
  state SMALLINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_display_name_sort (tenant_id, live, display_name_sort, id),
  KEY idx_parent_department_id_display_name_sort
    (tenant_id, live, parent_department_id, display_name_sort, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE roles (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  code VARCHAR(64) NOT NULL,
  roles_code_claim TINYINT NULL,
  display_name VARCHAR(64) NOT NULL,
  display_name_sort VARBINARY(64) NOT NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE KEY uq_roles_code (tenant_id, code, roles_code_claim),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_display_name_sort (tenant_id, live, display_name_sort, id),
  KEY idx_code_create_time (tenant_id, live, code, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE api_clients (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  code VARCHAR(64) NOT NULL,
  api_clients_code_claim TINYINT NULL,
  display_name VARCHAR(128) NOT NULL,
  display_name_sort VARBINARY(64) NOT NULL,
  kind SMALLINT NOT NULL,
  state SMALLINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE KEY uq_api_clients_code (tenant_id, code, api_clients_code_claim),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_display_name_sort (tenant_id, live, display_name_sort, id),
  KEY idx_code_create_time (tenant_id, live, code, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- idx_end_time finds those that ended lately, for snapshots.
CREATE TABLE sessions (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  user_id BINARY(16) NULL,
  client_id BINARY(16) NULL,
  expire_time DATETIME(6) NULL,
  end_time DATETIME(6) NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_user_id_create_time (tenant_id, live, user_id, create_time, id),
  KEY idx_end_time (tenant_id, end_time)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- argon2id.
CREATE TABLE user_passwords (
  tenant_id BINARY(16) NOT NULL,
  user_id BINARY(16) NOT NULL,
  password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  update_time DATETIME(6) NOT NULL,
  PRIMARY KEY (tenant_id, user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Two at most: the present one (slot 0), and the one before it (slot 1) until its time.
CREATE TABLE client_secrets (
  tenant_id BINARY(16) NOT NULL,
  client_id BINARY(16) NOT NULL,
  slot TINYINT NOT NULL,
  secret_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  create_time DATETIME(6) NOT NULL,
  expire_time DATETIME(6) NULL,
  PRIMARY KEY (tenant_id, client_id, slot)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- SHA-256 of each; all of a session are one family. A used one is kept to know it again.
CREATE TABLE refresh_tokens (
  tenant_id BINARY(16) NOT NULL,
  token_digest BINARY(32) NOT NULL,
  session_id BINARY(16) NOT NULL,
  used TINYINT NOT NULL,
  expire_time DATETIME(6) NOT NULL,
  PRIMARY KEY (tenant_id, token_digest),
  KEY idx_refresh_tokens_expire_time (tenant_id, expire_time)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Assertions that were used: SHA-256 of client and `jti`.
CREATE TABLE used_assertions (
  tenant_id BINARY(16) NOT NULL,
  digest BINARY(32) NOT NULL,
  expire_time DATETIME(6) NOT NULL,
  PRIMARY KEY (tenant_id, digest),
  KEY idx_used_assertions_expire_time (tenant_id, expire_time)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- When the bucket of attempts of an account, or of an account and a network, is full again; of a
-- network from which the account has logged in, until when that is remembered.
CREATE TABLE login_buckets (
  tenant_id BINARY(16) NOT NULL,
  bucket BINARY(32) NOT NULL,
  expire_time DATETIME(6) NOT NULL,
  PRIMARY KEY (tenant_id, bucket),
  KEY idx_login_buckets_expire_time (tenant_id, expire_time)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
