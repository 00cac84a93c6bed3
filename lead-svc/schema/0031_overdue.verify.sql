SELECT renewed_by_id, overdue_amount, overdue_amount_currency FROM contracts LIMIT 0;
