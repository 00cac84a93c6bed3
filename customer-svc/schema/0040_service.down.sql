DROP TABLE survey_responses;
DROP TABLE surveys;
DROP TABLE ticket_rules;
DROP TABLE ticket_events;
DROP TABLE service_tickets;
