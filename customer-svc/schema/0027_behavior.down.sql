DROP TABLE visitors;
DROP TABLE behavior_events;
