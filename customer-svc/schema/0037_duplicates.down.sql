DROP TABLE customer_distinctions;
DROP TABLE duplicate_clusters;
DROP TABLE duplicate_rules;
DROP TABLE duplicate_pairs;
DROP TABLE duplicate_models;
DROP TABLE match_keys;
