-- In which currency contracts' receipts were converted, which may be another one than that of their
-- amounts. NULL of contracts that were told of before: they tell of it when they change, or when
-- facts are made anew.
ALTER TABLE fact_contract
  ADD COLUMN received_base_currency CHAR(3) NULL AFTER received_base_amount;
