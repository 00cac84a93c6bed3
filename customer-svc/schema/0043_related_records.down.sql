DROP TABLE related_records;
