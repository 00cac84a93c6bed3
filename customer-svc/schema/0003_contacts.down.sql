DROP TABLE contact_search;
DROP TABLE contact_custom;
DROP TABLE contact_keys;
DROP TABLE contact_external_ids;
DROP TABLE contacts;
