SELECT base_currency, base_amount, received_base_currency, received_base, sign_date, receipt_count,
  first_receipt_date, last_receipt_date, overdue FROM contract_facts LIMIT 0;
SELECT base_currency, base_amount FROM order_facts LIMIT 0;
SELECT overdue_amount, paid_contract_count, purchase_basis, purchase_count, purchase_amount,
  unconverted_purchase_count, first_purchase_date, last_purchase_date FROM customers LIMIT 0;
