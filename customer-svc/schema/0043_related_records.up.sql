-- What this service knows of records of other services that are about its customers, as far as their
-- events have told of them, deleted ones too. They have versions, so that what is read anew and what
-- events say may come in any order. check_id: of the last reading that found it.
--
-- via: the record (an opportunity, a quote, a contract) by which it is its customer's; kind 0: none,
-- it names the customer itself. holder: the record whose owner and department say who sees it. nil
-- customer_id: of nobody who is known.
CREATE TABLE related_records (
  tenant_id BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  id BINARY(16) NOT NULL,
  partition_no TINYINT NOT NULL,
  sequence BIGINT NOT NULL,
  live TINYINT NOT NULL,
  is_open TINYINT NOT NULL,
  customer_id BINARY(16) NOT NULL,
  via_kind TINYINT NOT NULL,
  via_id BINARY(16) NOT NULL,
  holder_kind TINYINT NOT NULL,
  holder_id BINARY(16) NOT NULL,
  owner_id BINARY(16) NULL,
  department_id BINARY(16) NULL,
  rank_time DATETIME(6) NOT NULL,
  change_time DATETIME(6) NOT NULL,
  check_id BINARY(16) NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (tenant_id, kind, id),
  KEY idx_related_records_customer (tenant_id, customer_id, kind, live, is_open, rank_time, id),
  KEY idx_related_records_change (tenant_id, customer_id, kind, live, change_time),
  KEY idx_related_records_via (tenant_id, via_kind, via_id),
  KEY idx_related_records_partition (partition_no, kind, tenant_id, id, check_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
