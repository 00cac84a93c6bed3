ALTER TABLE contacts DROP KEY idx_filter;
ALTER TABLE customers DROP KEY idx_filter;
