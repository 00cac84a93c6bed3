-- A live tag claims its name in its group. Where several have one name already, the first of them
-- claims it, and each other one when it is renamed, or when the first one is gone.
ALTER TABLE tags ADD COLUMN group_name_claim TINYINT NULL;

UPDATE tags t JOIN (
    SELECT tenant_id, tag_group, display_name, MIN(id) AS id FROM tags
    WHERE live = 1 AND tag_group <> '' AND display_name <> ''
    GROUP BY tenant_id, tag_group, display_name
  ) f ON f.tenant_id = t.tenant_id AND f.id = t.id
  SET t.group_name_claim = 1;

ALTER TABLE tags ADD UNIQUE KEY uq_group_name (tenant_id, tag_group, display_name, group_name_claim);
