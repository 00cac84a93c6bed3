DROP TABLE approval_policies;
DROP TABLE delegations;
DROP TABLE process_comments;
DROP TABLE process_tasks;
DROP TABLE process_states;
DROP TABLE process_instances;
DROP TABLE process_revisions;
DROP TABLE process_definitions;
