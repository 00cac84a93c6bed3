SELECT type, source_contact, target_customer_id, target_contact, target_user_id, weight,
  valid_from_date, valid_to_date FROM relationships
  FORCE INDEX (idx_target_user_id_create_time) LIMIT 0;
SELECT contact, opportunity_id FROM stakeholders FORCE INDEX (uq_stakeholders_part) LIMIT 0;
SELECT tenant_id, id, parent_id, own_time, subtree_time, stale, changes FROM tree_nodes
  FORCE INDEX (idx_tree_nodes_parent) LIMIT 0;
SELECT tenant_id, id, kind, label, own, subtree FROM tree_sums LIMIT 0;
SELECT products FROM opportunity_facts LIMIT 0;
