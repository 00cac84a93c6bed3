// The tables that events of workflow-svc fill, and that of the companies' own fields.
#include "analytics-svc/facts/tables.h"

namespace guanxi::analytics {

using Kind = ColumnKind;

const Table& FactTodo() {
  static const auto* const table = new Table{"fact_todo",
                                             {{"subject_type", Kind::kCollection, "subject", 64},
                                              {"subject_id", Kind::kId, "subject"},
                                              {"state", Kind::kEnum, "state"},
                                              {"priority", Kind::kEnum, "priority"},
                                              {"due_time", Kind::kTime, "due_time"},
                                              {"complete_time", Kind::kTime, "complete_time"},
                                              {"owner_id", Kind::kId, "owner"},
                                              {"department_id", Kind::kId, "department"},
                                              {"create_time", Kind::kTime, "create_time"},
                                              {"delete_time", Kind::kTime, "delete_time"}}};
  return *table;
}

const Table& FactApproval() {
  static const auto* const table = new Table{"fact_approval",
                                             {{"definition_id", Kind::kId, "definition"},
                                              {"revision", Kind::kInt, "revision"},
                                              {"subject_type", Kind::kCollection, "subject", 64},
                                              {"subject_id", Kind::kId, "subject"},
                                              {"parent_instance_id", Kind::kId, "parent_instance"},
                                              {"state", Kind::kEnum, "state"},
                                              {"owner_id", Kind::kId, "initiator"},
                                              {"department_id", Kind::kId, "department"},
                                              {"create_time", Kind::kTime, "create_time"},
                                              {"end_time", Kind::kTime, "end_time"}}};
  return *table;
}

const Table& FactApprovalTask() {
  static const auto* const table = new Table{"fact_approval_task",
                                             {{"instance_id", Kind::kId, "instance"},
                                              {"definition_id", Kind::kId, "definition"},
                                              {"node", Kind::kText, "node", 64},
                                              {"state", Kind::kEnum, "state"},
                                              {"outcome", Kind::kEnum, "outcome"},
                                              {"owner_id", Kind::kId, "assignee"},
                                              {"delegated_from_id", Kind::kId, "delegated_from"},
                                              {"due_time", Kind::kTime, "due_time"},
                                              {"complete_time", Kind::kTime, "complete_time"},
                                              {"create_time", Kind::kTime, "create_time"}}};
  return *table;
}

const Table& FactSla() {
  static const auto* const table = new Table{"fact_sla",
                                             {{"policy_id", Kind::kId, "policy"},
                                              {"subject_type", Kind::kCollection, "subject", 64},
                                              {"subject_id", Kind::kId, "subject"},
                                              {"state", Kind::kEnum, "state"},
                                              {"round", Kind::kInt, "round"},
                                              {"start_time", Kind::kTime, "start_time"},
                                              {"due_time", Kind::kTime, "due_time"},
                                              {"breach_time", Kind::kTime, "breach_time"},
                                              {"stop_time", Kind::kTime, "stop_time"},
                                              {"target", Kind::kDuration, "target"},
                                              {"elapsed", Kind::kDuration, "elapsed"},
                                              {"owner_id", Kind::kId, "owner"},
                                              {"department_id", Kind::kId, "department"},
                                              {"create_time", Kind::kTime, "create_time"}}};
  return *table;
}

const Table& FactCustomValue() {
  static const auto* const table = new Table{"fact_custom_value",
                                             {{"field_key", Kind::kItem, "", 40},
                                              AboveColumn("owner_id"),
                                              AboveColumn("department_id"),
                                              PartColumn("record_type", Kind::kCollection),
                                              PartColumn("text_value", Kind::kText, 255),
                                              PartColumn("number_value", Kind::kDecimal),
                                              PartColumn("time_value", Kind::kTime)}};
  return *table;
}

}  // namespace guanxi::analytics
