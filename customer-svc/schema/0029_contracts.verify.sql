SELECT tenant_id, id, partition_no, sequence, customer_id, state, currency, amount, received,
  change_time, check_id FROM contract_facts FORCE INDEX (idx_contract_facts_customer) LIMIT 0;
SELECT contracted_amount, received_amount, contracts_as_of FROM customers LIMIT 0;
