ALTER TABLE customers
  DROP COLUMN last_order_date,
  DROP COLUMN first_order_date,
  DROP COLUMN order_amount_currency,
  DROP COLUMN order_amount,
  DROP COLUMN order_count;

DROP TABLE order_facts;
DROP TABLE orders;
