DROP TABLE assignment_decisions;
DROP TABLE assignment_turns;
DROP TABLE assignment_rules;
