ALTER TABLE customers
  DROP COLUMN contracts_as_of,
  DROP COLUMN received_amount_currency,
  DROP COLUMN received_amount,
  DROP COLUMN contracted_amount_currency,
  DROP COLUMN contracted_amount;

DROP TABLE contract_facts;
