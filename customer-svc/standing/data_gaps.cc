#include "customer-svc/standing/data_gaps.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"

namespace guanxi::customer {
namespace {

using v1::DataGap;

// Says which index: it has the order, and a filter would have the optimiser take another.
db::Query QueryOf(const GapQuestion& question, std::vector<db::Value>* values) {
  const bool of_owner = question.owner.has_value();
  std::string sql = absl::StrCat(
      "SELECT t.id, t.owner_id, t.completeness, t.missing_fields, t.stale_fields FROM customers t "
      "FORCE INDEX (",
      of_owner ? "idx_owner_id_completeness" : "idx_completeness",
      ") WHERE t.tenant_id = ? AND t.live = 1 AND t.completeness < ?");
  values->push_back(question.tenant.bytes());
  values->push_back(question.below);
  if (of_owner) {
    absl::StrAppend(&sql, " AND t.owner_id = ?");
    values->push_back(question.owner->bytes());
  }
  if (question.after.has_value()) {
    absl::StrAppend(&sql,
                    " AND t.completeness >= ? AND (t.completeness > ? OR "
                    "(t.completeness = ? AND t.id > ?))");
    const GapPlace& after = *question.after;
    values->insert(values->end(),
                   {after.completeness, after.completeness, after.completeness, after.id});
  }
  if (!question.scope.has_all()) {
    absl::StrAppend(&sql, " AND ", question.scope.Condition("t", values));
  }
  absl::StrAppend(&sql, " ORDER BY t.completeness, t.id LIMIT ?");
  values->push_back(question.size);
  return {of_owner ? "data_gap.of_owner" : "data_gap.of_all", sql};
}

absl::StatusOr<DataGap> GapOf(const db::Row& row) {
  DataGap gap;
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
  gap.set_customer(absl::StrCat("customers/", id.ToString()));
  if (!row.IsNull(1)) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid owner, Uuid::FromBytes(row.String(1)));
    gap.set_owner(absl::StrCat("users/", owner.ToString()));
  }
  gap.set_completeness(static_cast<int32_t>(row.Int64(2)));
  for (const absl::string_view path : absl::StrSplit(row.String(3), ',', absl::SkipEmpty())) {
    gap.add_missing_fields(std::string(path));
  }
  for (const absl::string_view path : absl::StrSplit(row.String(4), ',', absl::SkipEmpty())) {
    gap.add_stale_fields(std::string(path));
  }
  return gap;
}

}  // namespace

absl::StatusOr<GapPage> ReadDataGaps(db::Transaction& tx, const GapQuestion& question) {
  std::vector<db::Value> values;
  const db::Query query = QueryOf(question, &values);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(query, values));
  GapPage page;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(DataGap gap, GapOf(row));
    page.gaps.push_back(std::move(gap));
    page.next = GapPlace{row.Int64(2), std::string(row.String(0))};
  }
  if (static_cast<int>(page.gaps.size()) < question.size) page.next.reset();
  return page;
}

std::vector<db::Query> DataGapQueries(const resource::RowScope& scope) {
  std::vector<db::Value> unused;
  const GapPlace place{0, std::string(16, ' ')};
  return {QueryOf({Uuid(), scope, std::nullopt, 0, 0, std::nullopt}, &unused),
          QueryOf({Uuid(), scope, Uuid(), 0, 0, place}, &unused)};
}

}  // namespace guanxi::customer
