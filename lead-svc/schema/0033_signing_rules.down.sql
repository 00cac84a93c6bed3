DROP TABLE signing_rules;
