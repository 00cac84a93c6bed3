DROP TABLE touches;
DROP TABLE capture_forms;
DROP TABLE lead_shares;
DROP TABLE lead_sources;
DROP TABLE leads;
