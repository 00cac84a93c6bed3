DROP TABLE payments;
DROP TABLE invoices;
DROP TABLE payment_plans;
DROP TABLE contracts;
