-- Values of sets, such as the tags of customers: `field` is the number of the field in the message
-- of the type, `value` a text or the id of a name. The primary key lists who has a value, in the
-- order of ids, those that are deleted apart; the other key finds what a record has.
CREATE TABLE set_values (
  tenant_id BINARY(16) NOT NULL,
  type SMALLINT NOT NULL,
  field SMALLINT NOT NULL,
  value VARBINARY(128) NOT NULL,
  live TINYINT NOT NULL,
  id BINARY(16) NOT NULL,
  PRIMARY KEY (tenant_id, type, field, value, live, id),
  KEY idx_set_values_id (tenant_id, type, id, field)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
