#include "customer-svc/graph/tie_queries.h"

#include "absl/strings/str_cat.h"
#include "common/resource/id_marks.h"

namespace guanxi::customer {

using resource::Marks;

db::Query SelectRelated(absl::string_view column, absl::string_view index, size_t marks) {
  return {
      absl::StrCat("tie.select_by_", column),
      absl::StrCat("SELECT parent_id, id, type, weight, source_contact, target_customer_id, "
                   "target_contact, target_user_id FROM relationships FORCE INDEX (",
                   index, ") WHERE tenant_id = ? AND live = 1 AND ", column, " IN (", Marks(marks),
                   ") AND (valid_from_date IS NULL OR valid_from_date <= ?) AND "
                   "(valid_to_date IS NULL OR valid_to_date >= ?) LIMIT ?")};
}

db::Query SelectWorkers(size_t marks) {
  return {"tie.select_workers",
          absl::StrCat("SELECT parent_id, id FROM contacts FORCE INDEX (idx_parent_id_create_time) "
                       "WHERE tenant_id = ? AND live = 1 AND parent_id IN (",
                       Marks(marks), ") LIMIT ?")};
}

db::Query SelectWhole(size_t marks) {
  return {"tie.select_whole",
          absl::StrCat("SELECT id, parent_id FROM tree_nodes FORCE INDEX (PRIMARY) WHERE "
                       "tenant_id = ? AND id IN (",
                       Marks(marks), ") AND parent_id IS NOT NULL LIMIT ?")};
}

db::Query SelectParts(size_t marks) {
  return {"tie.select_parts",
          absl::StrCat("SELECT id, parent_id FROM tree_nodes FORCE INDEX (idx_tree_nodes_parent) "
                       "WHERE tenant_id = ? AND parent_id IN (",
                       Marks(marks), ") LIMIT ?")};
}

db::Query SelectKnowers(size_t marks) {
  return {"tie.select_knowers",
          absl::StrCat("SELECT id, value FROM set_values FORCE INDEX (idx_set_values_id) WHERE "
                       "tenant_id = ? AND type = ? AND field = ? AND live = 1 AND id IN (",
                       Marks(marks), ") LIMIT ?")};
}

db::Query SelectKnown(size_t marks) {
  return {"tie.select_known",
          absl::StrCat("SELECT c.parent_id, c.id, s.value FROM set_values s FORCE INDEX (PRIMARY) "
                       "STRAIGHT_JOIN contacts c FORCE INDEX (PRIMARY) ON c.tenant_id = "
                       "s.tenant_id AND c.id = s.id WHERE s.tenant_id = ? AND s.type = ? AND "
                       "s.field = ? AND s.live = 1 AND s.value IN (",
                       Marks(marks), ") LIMIT ?")};
}

std::vector<db::Query> TieQueries() {
  return {SelectRelated("target_contact", "idx_target_contact_create_time", 2),
          SelectWorkers(2),
          SelectWhole(2),
          SelectParts(2),
          SelectKnowers(2),
          SelectKnown(2)};
}

}  // namespace guanxi::customer
