ALTER TABLE opportunity_facts
  DROP COLUMN products;

DROP TABLE tree_sums;
DROP TABLE tree_nodes;
DROP TABLE stakeholders;
DROP TABLE relationships;
