SELECT ambiguous_time, last_call_time FROM leads LIMIT 0;
