DROP TABLE request_log;
DROP TABLE outbox;
DROP TABLE changes;
