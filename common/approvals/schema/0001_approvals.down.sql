DROP TABLE approval_early_events;
