// The tables that events of customer-svc fill.
#include "analytics-svc/facts/tables.h"

namespace guanxi::analytics {

using Kind = ColumnKind;

const Table& FactCustomerVersion() {
  static const auto* const table = new Table{"fact_customer_version",
                                             {{"version", Kind::kItem},
                                              PartColumn("valid_from", Kind::kTime),
                                              PartColumn("valid_to", Kind::kTime),
                                              {"type", Kind::kEnum, "type"},
                                              {"industry", Kind::kText, "industry", 64},
                                              {"region", Kind::kText, "region", 64},
                                              {"city", Kind::kText, "city", 64},
                                              {"lifecycle_stage", Kind::kEnum, "lifecycle_stage"},
                                              {"grade", Kind::kEnum, "grade"},
                                              {"source", Kind::kText, "source", 64},
                                              {"size", Kind::kEnum, "organization.size"},
                                              {"owner_id", Kind::kId, "owner"},
                                              {"department_id", Kind::kId, "department"}}};
  return *table;
}

const Table& FactCustomer() {
  static const auto* const table =
      new Table{"fact_customer",
                {{"type", Kind::kEnum, "type"},
                 {"industry", Kind::kText, "industry", 64},
                 {"region", Kind::kText, "region", 64},
                 {"city", Kind::kText, "city", 64},
                 {"lifecycle_stage", Kind::kEnum, "lifecycle_stage"},
                 {"lifecycle_time", Kind::kChangedTime, "lifecycle_stage"},
                 {"grade", Kind::kEnum, "grade"},
                 {"source", Kind::kText, "source", 64},
                 {"size", Kind::kEnum, "organization.size"},
                 {"owner_id", Kind::kId, "owner"},
                 {"department_id", Kind::kId, "department"},
                 {"referrer_id", Kind::kId, "referrer"},
                 {"parent_organization_id", Kind::kId, "parent_organization"},
                 {"pool_id", Kind::kId, "pool"},
                 {"version", Kind::kVersion},
                 {"version_time", Kind::kVersionTime},
                 {"create_time", Kind::kTime, "create_time"},
                 {"delete_time", Kind::kTime, "delete_time"}},
                &FactCustomerVersion()};
  return *table;
}

const Table& FactInteraction() {
  static const auto* const table =
      new Table{"fact_interaction",
                {PartColumn("subject_type", Kind::kCollection),
                 {"subject_id", Kind::kParent},
                 PartColumn("customer_id", Kind::kId),
                 AboveColumn("owner_id"),
                 AboveColumn("department_id"),
                 {"actor_id", Kind::kId, "actor"},
                 {"channel", Kind::kEnum, "channel"},
                 {"direction", Kind::kEnum, "direction"},
                 {"outcome", Kind::kEnum, "outcome"},
                 {"sentiment", Kind::kEnum, "sentiment"},
                 {"automatic", Kind::kBool, "automatic"},
                 {"occur_time", Kind::kTime, "occur_time"},
                 {"duration", Kind::kDuration, "duration"},
                 {"next_follow_up_time", Kind::kTime, "next_follow_up_time"},
                 {"create_time", Kind::kTime, "create_time"}}};
  return *table;
}

const Table& FactOrder() {
  static const auto* const table =
      new Table{"fact_order",
                {{"customer_id", Kind::kParent},
                 AboveColumn("owner_id"),
                 AboveColumn("department_id"),
                 {"state", Kind::kEnum, "state"},
                 {"order_date", Kind::kDate, "order_date"},
                 {"amount", Kind::kAmount, "amount"},
                 {"currency", Kind::kCurrency, "amount"},
                 {"base_amount", Kind::kAmount, "base_amount"},
                 {"base_currency", Kind::kCurrency, "base_amount"},
                 {"delivery_time", Kind::kTime, "shipment.delivery_time"},
                 {"create_time", Kind::kTime, "create_time"}}};
  return *table;
}

const Table& FactBehavior() {
  static const auto* const table = new Table{"fact_behavior",
                                             {{"kind", Kind::kEnum, "kind"},
                                              {"occur_time", Kind::kTime, "occur_time"},
                                              {"customer_id", Kind::kId, "customer"},
                                              {"lead_id", Kind::kId, "lead"},
                                              {"visitor", Kind::kText, "visitor", 64},
                                              {"topic", Kind::kText, "topic", 64},
                                              {"channel_state", Kind::kText, "channel_state", 128},
                                              {"create_time", Kind::kTime, "create_time"}}};
  return *table;
}

const Table& FactVisitor() {
  static const auto* const table = new Table{"fact_visitor",
                                             {{"visitor", Kind::kText, "key", 64},
                                              {"customer_id", Kind::kId, "customer"},
                                              {"lead_id", Kind::kId, "lead"},
                                              {"create_time", Kind::kTime, "create_time"}}};
  return *table;
}

}  // namespace guanxi::analytics
