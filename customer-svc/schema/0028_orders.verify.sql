SELECT tenant_id, id, parent_id, version, live, number, order_date, state, create_time, body
  FROM orders FORCE INDEX (idx_state_order_date) LIMIT 0;
SELECT tenant_id, customer_id, id, order_date, currency, amount FROM order_facts LIMIT 0;
SELECT order_count, order_amount, first_order_date, last_order_date FROM customers LIMIT 0;
