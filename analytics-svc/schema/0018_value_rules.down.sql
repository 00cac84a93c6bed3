DROP TABLE value_rules;
