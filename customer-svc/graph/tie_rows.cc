#include "customer-svc/graph/tie_rows.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/id_marks.h"
#include "customer-svc/relationship_rules.h"

namespace guanxi::customer {

absl::Status VisitTies(const VisibleRows& visible, const TieValues& values,
                       absl::FunctionRef<db::Query(size_t marks)> select,
                       absl::FunctionRef<absl::Status(const db::Row&)> visit) {
  const std::vector<db::Value>& wanted = values.wanted;
  int64_t left = values.most;
  for (size_t i = 0; i < wanted.size(); i += resource::kMaxIdsPerSelect) {
    const size_t count = std::min(resource::kMaxIdsPerSelect, wanted.size() - i);
    const size_t marks = resource::MarksFor(count);
    std::vector<db::Value> bound = {visible.tenant().bytes()};
    bound.insert(bound.end(), values.before.begin(), values.before.end());
    for (size_t k = 0; k < marks; ++k) bound.push_back(wanted[i + std::min(k, count - 1)]);
    bound.insert(bound.end(), values.behind.begin(), values.behind.end());
    bound.emplace_back(left + 1);
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, visible.tx().Select(select(marks), bound));
    left -= static_cast<int64_t>(rows.size());
    if (left < 0) {
      return Error(absl::StatusCode::kResourceExhausted, "GRAPH_TOO_LARGE",
                   absl::StrCat("more than ", values.most, " ties of one kind"));
    }
    for (const db::Row row : rows) GUANXI_RETURN_IF_ERROR(visit(row));
  }
  return absl::OkStatus();
}

absl::StatusOr<Tie> RelatedOf(const db::Row& row) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid customer, Uuid::FromBytes(row.String(0)));
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(1)));
  Tie tie;
  tie.kind = v1::RELATED;
  tie.type = static_cast<v1::Relationship::Type>(row.Int64(2));
  tie.weight = row.Int64(3) > 0 ? static_cast<int>(row.Int64(3)) : kPlainWeight;
  tie.relationship = absl::StrCat(CustomerNameOf(customer), "/relationships/", id.ToString());
  tie.source = row.String(4).empty() ? CustomerNameOf(customer) : std::string(row.String(4));
  if (!row.IsNull(5)) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid target, Uuid::FromBytes(row.String(5)));
    tie.target = CustomerNameOf(target);
  } else if (!row.IsNull(7)) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid target, Uuid::FromBytes(row.String(7)));
    tie.target = UserNameOf(target);
  } else {
    tie.target = std::string(row.String(6));
  }
  return tie;
}

}  // namespace guanxi::customer
