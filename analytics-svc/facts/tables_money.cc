// The tables that events of lead-svc fill, of quotes, contracts and their money.
#include "analytics-svc/facts/tables.h"

namespace guanxi::analytics {

using Kind = ColumnKind;

const Table& FactQuote() {
  static const auto* const table =
      new Table{"fact_quote",
                {{"opportunity_id", Kind::kId, "opportunity"},
                 {"customer_id", Kind::kId, "customer"},
                 {"state", Kind::kEnum, "state"},
                 {"series", Kind::kText, "series", 36},
                 {"version", Kind::kInt, "version"},
                 {"amount", Kind::kAmount, "total"},
                 {"currency", Kind::kCurrency, "total"},
                 {"largest_discount", Kind::kDecimal, "largest_discount"},
                 {"above_limit", Kind::kBool, "above_limit"},
                 {"below_floor", Kind::kBool, "below_floor"},
                 {"expire_date", Kind::kDate, "expire_date"},
                 {"send_time", Kind::kTime, "send_time"},
                 {"answer_time", Kind::kTime, "answer_time"},
                 {"reject_reason", Kind::kText, "reject_reason", 128},
                 {"owner_id", Kind::kId, "owner"},
                 {"department_id", Kind::kId, "department"},
                 {"create_time", Kind::kTime, "create_time"},
                 {"delete_time", Kind::kTime, "delete_time"}}};
  return *table;
}

const Table& FactContract() {
  static const auto* const table =
      new Table{"fact_contract",
                {{"customer_id", Kind::kId, "customer"},
                 {"opportunity_id", Kind::kId, "opportunity"},
                 {"quote_id", Kind::kId, "quote"},
                 {"type", Kind::kEnum, "type"},
                 {"state", Kind::kEnum, "state"},
                 {"state_time", Kind::kChangedTime, "state"},
                 {"breach_time", Kind::kEnteredTime, "state", 0, "BREACHED"},
                 {"breach_reason", Kind::kText, "breach_reason", 128},
                 {"end_reason", Kind::kText, "end_reason", 128},
                 {"amount", Kind::kAmount, "amount"},
                 {"currency", Kind::kCurrency, "amount"},
                 {"base_amount", Kind::kAmount, "base_amount"},
                 {"base_currency", Kind::kCurrency, "base_amount"},
                 {"base_rate", Kind::kDecimal, "base_rate"},
                 {"planned_amount", Kind::kAmount, "planned_amount"},
                 {"invoiced_amount", Kind::kAmount, "invoiced_amount"},
                 {"received_amount", Kind::kAmount, "received_amount"},
                 {"received_base_amount", Kind::kAmount, "received_base_amount"},
                 {"received_base_currency", Kind::kCurrency, "received_base_amount"},
                 {"overdue_amount", Kind::kAmount, "overdue_amount"},
                 {"sign_date", Kind::kDate, "sign_date"},
                 {"start_date", Kind::kDate, "start_date"},
                 {"end_date", Kind::kDate, "end_date"},
                 {"renews_id", Kind::kId, "renews"},
                 {"renewed_by_id", Kind::kId, "renewed_by"},
                 {"owner_id", Kind::kId, "owner"},
                 {"department_id", Kind::kId, "department"},
                 {"create_time", Kind::kTime, "create_time"}}};
  return *table;
}

const Table& FactPaymentPlan() {
  static const auto* const table = new Table{"fact_payment_plan",
                                             {{"contract_id", Kind::kParent},
                                              {"customer_id", Kind::kId, "customer"},
                                              AboveColumn("owner_id"),
                                              AboveColumn("department_id"),
                                              {"state", Kind::kEnum, "state"},
                                              {"outstanding", Kind::kBool, "outstanding"},
                                              {"amount", Kind::kAmount, "amount"},
                                              {"currency", Kind::kCurrency, "amount"},
                                              {"paid_amount", Kind::kAmount, "paid_amount"},
                                              {"open_amount", Kind::kAmount, "open_amount"},
                                              AboveColumn("base_rate"),
                                              {"due_date", Kind::kDate, "due_date"},
                                              {"create_time", Kind::kTime, "create_time"}}};
  return *table;
}

const Table& FactPayment() {
  static const auto* const table = new Table{"fact_payment",
                                             {{"contract_id", Kind::kParent},
                                              {"customer_id", Kind::kId, "customer"},
                                              AboveColumn("owner_id"),
                                              AboveColumn("department_id"),
                                              {"kind", Kind::kEnum, "kind"},
                                              {"state", Kind::kEnum, "state"},
                                              {"means", Kind::kEnum, "means"},
                                              {"amount", Kind::kAmount, "amount"},
                                              {"currency", Kind::kCurrency, "amount"},
                                              {"base_amount", Kind::kAmount, "base_amount"},
                                              {"base_currency", Kind::kCurrency, "base_amount"},
                                              {"pay_date", Kind::kDate, "pay_date"},
                                              {"decide_time", Kind::kTime, "decide_time"},
                                              {"create_time", Kind::kTime, "create_time"}}};
  return *table;
}

const Table& FactInvoice() {
  static const auto* const table = new Table{"fact_invoice",
                                             {{"contract_id", Kind::kParent},
                                              AboveColumn("owner_id"),
                                              AboveColumn("department_id"),
                                              {"kind", Kind::kEnum, "kind"},
                                              {"state", Kind::kEnum, "state"},
                                              {"red_letter_of_id", Kind::kId, "red_letter_of"},
                                              {"amount", Kind::kAmount, "amount"},
                                              {"currency", Kind::kCurrency, "amount"},
                                              {"tax_amount", Kind::kAmount, "tax_amount"},
                                              {"issue_date", Kind::kDate, "issue_date"},
                                              {"create_time", Kind::kTime, "create_time"}}};
  return *table;
}

}  // namespace guanxi::analytics
