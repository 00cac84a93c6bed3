DROP TABLE standing_versions;
DROP TABLE segment_memberships;
DROP TABLE segments;
