DROP TABLE dashboard_shares;
DROP TABLE dashboards;
DROP TABLE targets;
