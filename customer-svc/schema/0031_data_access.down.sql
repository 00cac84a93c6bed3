DROP TABLE data_access_requests;
DROP TABLE data_access_limits;
