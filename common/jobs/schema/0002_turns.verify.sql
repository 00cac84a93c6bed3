SELECT working, crashes FROM operations LIMIT 0;
SELECT tenant_id, turn_time FROM job_turns LIMIT 0;
