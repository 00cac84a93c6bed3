DROP TABLE win_entries;
