// The tables that events of tickets and surveys fill.
#include "analytics-svc/facts/tables.h"

namespace guanxi::analytics {

using Kind = ColumnKind;

const Table& FactTicket() {
  static const auto* const table =
      new Table{"fact_ticket",
                {{"customer_id", Kind::kId, "customer"},
                 {"channel", Kind::kEnum, "channel"},
                 {"type", Kind::kEnum, "type"},
                 {"category", Kind::kText, "category", 64},
                 {"priority", Kind::kEnum, "priority"},
                 {"state", Kind::kEnum, "state"},
                 {"owner_id", Kind::kId, "owner"},
                 {"department_id", Kind::kId, "department"},
                 {"first_response_time", Kind::kTime, "first_response_time"},
                 {"answer_count", Kind::kInt, "answer_count"},
                 {"resolve_time", Kind::kTime, "resolve_time"},
                 {"first_resolve_time", Kind::kTime, "first_resolve_time"},
                 {"first_contact_resolved", Kind::kBool, "first_contact_resolved"},
                 {"close_time", Kind::kTime, "close_time"},
                 {"reopen_count", Kind::kInt, "reopen_count"},
                 {"escalation_level", Kind::kInt, "escalation_level"},
                 {"satisfaction", Kind::kInt, "satisfaction"},
                 {"create_time", Kind::kTime, "create_time"}}};
  return *table;
}

const Table& FactSurvey() {
  static const auto* const table = new Table{"fact_survey",
                                             {{"survey_id", Kind::kId, "survey"},
                                              {"kind", Kind::kEnum, "kind"},
                                              {"campaign", Kind::kText, "campaign", 64},
                                              {"customer_id", Kind::kId, "customer"},
                                              {"ticket_id", Kind::kId, "service_ticket"},
                                              {"score", Kind::kInt, "score"},
                                              {"by_link", Kind::kBool, "by_link"},
                                              {"create_time", Kind::kTime, "create_time"}}};
  return *table;
}

}  // namespace guanxi::analytics
