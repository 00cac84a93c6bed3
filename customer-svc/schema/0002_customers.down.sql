DROP TABLE ownership_records;
DROP TABLE customer_search;
DROP TABLE customer_custom;
DROP TABLE customer_keys;
DROP TABLE customer_external_ids;
DROP TABLE customers;
