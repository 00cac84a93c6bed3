SELECT value_class, rfm_scores, value_amount, value_amount_currency, value_date FROM customers LIMIT 0;
