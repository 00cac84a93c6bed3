-- What happened to related records: the time lines of customers, kind by kind, are read from the
-- primary key. record: as of related_records, whose customer it follows. is_first: it was made then.
CREATE TABLE timeline_entries (
  tenant_id BINARY(16) NOT NULL,
  customer_id BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  occur_time DATETIME(6) NOT NULL,
  id BINARY(16) NOT NULL,
  record_id BINARY(16) NOT NULL,
  is_first TINYINT NOT NULL,
  actor VARCHAR(64) NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (tenant_id, customer_id, kind, occur_time, id),
  KEY idx_timeline_entries_record (tenant_id, kind, record_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
