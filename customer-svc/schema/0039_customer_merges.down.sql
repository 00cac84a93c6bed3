ALTER TABLE customers DROP KEY idx_parent_organization_id_create_time;
DROP TABLE trust_orders;
DROP TABLE attribute_claims;
DROP TABLE customer_merges;
