SELECT tenant_id, basis, place FROM purchase_bases LIMIT 0;
