ALTER TABLE changes DROP COLUMN parent_ids;
