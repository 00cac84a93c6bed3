SELECT amount, amount_currency, close_date FROM opportunities FORCE INDEX (idx_filter) LIMIT 0;
SELECT close_date FROM opportunities FORCE INDEX (idx_owner_id_close_date) LIMIT 0;
SELECT close_date FROM opportunities FORCE INDEX (idx_close_date) LIMIT 0;
