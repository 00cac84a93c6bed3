ALTER TABLE fact_contract DROP COLUMN received_base_currency;
