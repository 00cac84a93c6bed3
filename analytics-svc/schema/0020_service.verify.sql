SELECT customer_id, channel, type, category, priority, state, owner_id, department_id,
  first_response_time, answer_count, resolve_time, first_resolve_time, first_contact_resolved,
  close_time, reopen_count, escalation_level, satisfaction, create_time FROM fact_ticket LIMIT 0;
SELECT survey_id, kind, campaign, customer_id, ticket_id, score, by_link, create_time
  FROM fact_survey LIMIT 0;
