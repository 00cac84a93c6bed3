DROP TABLE clients;
DROP TABLE users;
DROP TABLE tenants;
