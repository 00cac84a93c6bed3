DROP TABLE findings;
DROP TABLE feed_pulls;
DROP TABLE enrichments;
DROP TABLE feed_accounts;
DROP TABLE feeds;
