DROP TABLE lead_shares;
DROP TABLE lead_sources;
DROP TABLE leads;
