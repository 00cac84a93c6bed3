// The tables that events of lead-svc fill, of what is sold.
#include "analytics-svc/facts/tables.h"

namespace guanxi::analytics {

using Kind = ColumnKind;

const Table& FactProduct() {
  static const auto* const table = new Table{"fact_product",
                                             {{"code", Kind::kText, "code", 64},
                                              {"display_name", Kind::kText, "display_name", 256},
                                              {"category", Kind::kText, "category", 64},
                                              {"create_time", Kind::kTime, "create_time"}}};
  return *table;
}

const Table& FactQuoteLine() {
  static const auto* const table = new Table{"fact_quote_line",
                                             {{"line", Kind::kItem},
                                              AboveColumn("owner_id"),
                                              AboveColumn("department_id"),
                                              AboveColumn("customer_id"),
                                              PartColumn("product_id", Kind::kId),
                                              PartColumn("list_amount", Kind::kDecimal),
                                              PartColumn("discount_amount", Kind::kDecimal),
                                              PartColumn("net_amount", Kind::kDecimal),
                                              PartColumn("currency", Kind::kCurrency)}};
  return *table;
}

}  // namespace guanxi::analytics
