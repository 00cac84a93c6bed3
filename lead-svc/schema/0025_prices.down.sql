DROP TABLE quotes;
DROP TABLE exchange_rates;
DROP TABLE discount_limits;
DROP TABLE product_costs;
DROP TABLE price_entries;
DROP TABLE price_books;
DROP TABLE products;
