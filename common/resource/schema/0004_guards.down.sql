ALTER TABLE changes DROP COLUMN projection;
DROP TABLE contributions;
DROP TABLE guards;
