DROP TABLE schedules;
DROP TABLE operations;
