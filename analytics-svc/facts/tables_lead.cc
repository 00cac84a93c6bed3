// The tables that events of lead-svc fill, of leads and opportunities; see tables_money.cc.
#include "analytics-svc/facts/tables.h"

namespace guanxi::analytics {

using Kind = ColumnKind;

const Table& FactLeadSource() {
  static const auto* const table = new Table{"fact_lead_source",
                                             {{"display_name", Kind::kText, "display_name", 128},
                                              {"channel", Kind::kEnum, "channel"},
                                              {"create_time", Kind::kTime, "create_time"}}};
  return *table;
}

const Table& FactSourceCost() {
  static const auto* const table = new Table{"fact_source_cost",
                                             {{"month", Kind::kItem},
                                              PartColumn("start_date", Kind::kDate),
                                              PartColumn("amount", Kind::kDecimal),
                                              PartColumn("currency", Kind::kCurrency)}};
  return *table;
}

const Table& FactPipeline() {
  static const auto* const table = new Table{"fact_pipeline",
                                             {{"display_name", Kind::kText, "display_name", 128},
                                              {"create_time", Kind::kTime, "create_time"}}};
  return *table;
}

const Table& FactStage() {
  static const auto* const table = new Table{"fact_stage",
                                             {{"pipeline_id", Kind::kParent},
                                              {"display_name", Kind::kText, "display_name", 128},
                                              {"position", Kind::kInt, "order"},
                                              {"probability", Kind::kInt, "probability"},
                                              {"longest_stay", Kind::kDuration, "longest_stay"},
                                              {"create_time", Kind::kTime, "create_time"}}};
  return *table;
}

const Table& FactLead() {
  static const auto* const table =
      new Table{"fact_lead",
                {{"state", Kind::kEnum, "state"},
                 {"state_time", Kind::kTime, "state_time"},
                 {"state_reason", Kind::kText, "state_reason", 128},
                 {"source_id", Kind::kId, "source"},
                 {"medium", Kind::kText, "attribution.medium", 128},
                 {"campaign", Kind::kText, "attribution.campaign", 128},
                 {"channel_state", Kind::kText, "attribution.state", 128},
                 {"industry", Kind::kText, "industry", 64},
                 {"region", Kind::kText, "region", 64},
                 {"city", Kind::kText, "city", 64},
                 {"owner_id", Kind::kId, "owner"},
                 {"department_id", Kind::kId, "department"},
                 {"pool_id", Kind::kId, "pool"},
                 {"customer_id", Kind::kId, "customer"},
                 {"opportunity_id", Kind::kId, "opportunity"},
                 {"fit_score", Kind::kInt, "fit_score"},
                 {"grade", Kind::kText, "grade", 32},
                 {"first_call_time", Kind::kTime, "first_call_time"},
                 {"last_interaction_time", Kind::kTime, "last_interaction_time"},
                 {"create_time", Kind::kTime, "create_time"},
                 {"delete_time", Kind::kTime, "delete_time"}}};
  return *table;
}

const Table& FactOpportunity() {
  static const auto* const table = new Table{"fact_opportunity",
                                             {{"customer_id", Kind::kId, "customer"},
                                              {"pipeline_id", Kind::kId, "pipeline"},
                                              {"stage_id", Kind::kId, "stage"},
                                              {"state", Kind::kEnum, "state"},
                                              {"amount", Kind::kAmount, "amount"},
                                              {"currency", Kind::kCurrency, "amount"},
                                              {"base_amount", Kind::kAmount, "base_amount"},
                                              {"base_currency", Kind::kCurrency, "base_amount"},
                                              {"close_date", Kind::kDate, "close_date"},
                                              {"closed_time", Kind::kTime, "closed_time"},
                                              {"lost_reason", Kind::kText, "lost_reason", 128},
                                              {"owner_id", Kind::kId, "owner"},
                                              {"department_id", Kind::kId, "department"},
                                              {"create_time", Kind::kTime, "create_time"},
                                              {"delete_time", Kind::kTime, "delete_time"}}};
  return *table;
}

const Table& FactStageChange() {
  static const auto* const table = new Table{"fact_stage_change",
                                             {{"ordinal", Kind::kItem},
                                              AboveColumn("owner_id"),
                                              AboveColumn("department_id"),
                                              PartColumn("pipeline_id", Kind::kId),
                                              PartColumn("stage_id", Kind::kId),
                                              PartColumn("enter_time", Kind::kTime),
                                              PartColumn("leave_time", Kind::kTime),
                                              PartColumn("duration", Kind::kDuration)}};
  return *table;
}

const Table& FactWin() {
  static const auto* const table = new Table{"fact_win",
                                             {{"opportunity_id", Kind::kParent},
                                              AboveColumn("owner_id"),
                                              AboveColumn("department_id"),
                                              {"user_id", Kind::kId, "user"},
                                              {"percent", Kind::kDecimal, "percent"},
                                              {"amount", Kind::kAmount, "amount"},
                                              {"currency", Kind::kCurrency, "amount"},
                                              {"base_amount", Kind::kAmount, "base_amount"},
                                              {"base_currency", Kind::kCurrency, "base_amount"},
                                              {"reverses_id", Kind::kId, "reverses"},
                                              {"create_time", Kind::kTime, "create_time"}}};
  return *table;
}

}  // namespace guanxi::analytics
