DROP TABLE behavior_joins;
DROP TABLE behavior_visitors;
DROP TABLE lead_behaviors;
