DROP TABLE purchase_bases;
