SELECT received_base_currency FROM fact_contract LIMIT 0;
