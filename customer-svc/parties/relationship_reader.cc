#include "customer-svc/parties/relationship_reader.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/row_codec.h"
#include "customer-svc/relationship_rules.h"

namespace guanxi::customer {
namespace {

constexpr int64_t kMost = 5'000;

}  // namespace

db::Query RelationshipQuery(const resource::Resource& relationships) {
  return {"relationship.select_of_customer",
          absl::StrCat("SELECT ", resource::RowColumns(relationships.type(), "r"),
                       " FROM relationships r FORCE INDEX (idx_parent_id_create_time) "
                       "WHERE r.tenant_id = ? AND r.live = 1 AND r.parent_id = ? "
                       "ORDER BY r.create_time, r.id LIMIT ?")};
}

absl::StatusOr<std::vector<v1::Relationship>> ReadRelationships(
    db::Transaction& tx, const Uuid& tenant, const resource::Resource& relationships,
    const Uuid& customer, absl::CivilDay day) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx.Select(RelationshipQuery(relationships), {tenant.bytes(), customer.bytes(), kMost + 1}));
  if (rows.size() > kMost) {
    return FailedPrecondition("TOO_MANY_RELATIONSHIPS",
                              absl::StrCat("customers/", customer.ToString()),
                              absl::StrCat("it has more than ", kMost, " relationships"));
  }
  std::vector<v1::Relationship> found;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const resource::Stored stored,
                            resource::DecodeRow(relationships.type(), row));
    const auto& one = static_cast<const v1::Relationship&>(*stored.message);
    if (HoldsOn(one, day)) found.push_back(one);
  }
  return found;
}

}  // namespace guanxi::customer
