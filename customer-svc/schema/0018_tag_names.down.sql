ALTER TABLE tags DROP KEY uq_group_name, DROP COLUMN group_name_claim;
