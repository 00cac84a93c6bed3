DROP TABLE dead_letters;
DROP TABLE event_cursors;
DROP TABLE event_readers;
DROP TABLE event_log;
DROP TABLE event_partitions;
DROP TABLE event_logs;
