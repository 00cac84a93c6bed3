SELECT ambiguous_time FROM leads LIMIT 0;
