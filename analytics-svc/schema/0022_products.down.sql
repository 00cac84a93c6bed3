DROP TABLE fact_quote_line;
DROP TABLE fact_product;
