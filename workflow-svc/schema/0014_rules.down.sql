DROP TABLE rule_failures;
DROP TABLE rule_queue;
DROP TABLE rule_firings;
DROP TABLE rule_versions;
DROP TABLE rule_executions;
DROP TABLE automation_rules;
