DROP TABLE merge_turns;
DROP TABLE merge_moves;
DROP TABLE merged_names;
