ALTER TABLE opportunities DROP COLUMN stay_until;
DROP TABLE stage_outcomes;
DROP TABLE board_cells;
