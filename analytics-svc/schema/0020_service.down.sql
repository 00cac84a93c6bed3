DROP TABLE fact_survey;
DROP TABLE fact_ticket;
