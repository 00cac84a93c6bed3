SELECT tenant_id, id, version, live, products_code_claim, body, personal FROM products LIMIT 0;
SELECT tenant_id, id, version, live, body, personal FROM price_books LIMIT 0;
SELECT tenant_id, id, parent_id, version, live, currency, start_date, body, personal
FROM price_entries LIMIT 0;
SELECT tenant_id, id, version, live, currency, start_date, body, personal
FROM product_costs LIMIT 0;
SELECT tenant_id, id, version, live, body, personal FROM discount_limits LIMIT 0;
SELECT tenant_id, id, version, live, start_date, body, personal FROM exchange_rates LIMIT 0;
SELECT tenant_id, id, version, live, series, body, personal FROM quotes LIMIT 0;
