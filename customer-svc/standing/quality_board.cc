#include "customer-svc/standing/quality_board.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"

namespace guanxi::customer {
namespace {

using v1::ReadQualityBoardResponse;

// A statement and what it binds.
struct Bound {
  std::string sql;
  std::vector<db::Value> values;

  db::Query Named(const std::string& name) const { return {name, sql}; }
};

// `FROM customers t WHERE ...`: live ones in the scope.
void AddRows(const BoardQuestion& question, Bound* bound) {
  absl::StrAppend(&bound->sql, " FROM customers t WHERE t.tenant_id = ? AND t.live = 1");
  bound->values.push_back(question.tenant.bytes());
  if (question.scope.has_all()) return;
  absl::StrAppend(&bound->sql, " AND ", question.scope.Condition("t", &bound->values));
}

constexpr char kIncomplete[] = "COALESCE(SUM(t.completeness < ?), 0)";
constexpr char kStale[] = "COALESCE(SUM(t.stale_fields <> ''), 0)";
constexpr char kAverage[] = "COALESCE(FLOOR(AVG(t.completeness)), 0)";
constexpr int kBands = 6;  // the last one is what is complete
constexpr int kBandWidth = 20;

Bound Totals(const BoardQuestion& question) {
  Bound bound;
  bound.sql = absl::StrCat("SELECT COUNT(*), COUNT(t.completeness), ", kIncomplete, ", ", kStale,
                           ", ", kAverage);
  bound.values.push_back(question.complete_from);
  for (int band = 0; band < kBands; ++band) {
    absl::StrAppend(&bound.sql, ", COALESCE(SUM(FLOOR(t.completeness / ", kBandWidth, ") = ", band,
                    "), 0)");
  }
  AddRows(question, &bound);
  return bound;
}

Bound Owners(const BoardQuestion& question) {
  Bound bound;
  bound.sql = absl::StrCat("SELECT t.owner_id, COUNT(*), ", kIncomplete, " AS incomplete_count, ",
                           kStale, ", ", kAverage);
  bound.values.push_back(question.complete_from);
  AddRows(question, &bound);
  absl::StrAppend(&bound.sql,
                  " AND t.completeness IS NOT NULL GROUP BY t.owner_id "
                  "ORDER BY incomplete_count DESC, t.owner_id LIMIT ?");
  bound.values.push_back(question.most_owners);
  return bound;
}

Bound Fields(const BoardQuestion& question) {
  Bound bound;
  bound.sql = "SELECT COUNT(*)";
  for (const std::string& field : question.fields) {
    absl::StrAppend(&bound.sql,
                    ", COALESCE(SUM(FIND_IN_SET(?, t.missing_fields) > 0), 0), "
                    "COALESCE(SUM(FIND_IN_SET(?, t.stale_fields) > 0), 0)");
    bound.values.insert(bound.values.end(), 2, db::Value(field));
  }
  AddRows(question, &bound);
  absl::StrAppend(&bound.sql, " AND (t.missing_fields <> '' OR t.stale_fields <> '')");
  return bound;
}

db::Query TotalsQuery(const Bound& bound) { return bound.Named("quality.totals"); }
db::Query OwnersQuery(const Bound& bound) { return bound.Named("quality.owners"); }
db::Query FieldsQuery(const Bound& bound) { return bound.Named("quality.fields"); }

absl::Status AddOwner(const db::Row& row, ReadQualityBoardResponse* board) {
  ReadQualityBoardResponse::Owner& owner = *board->add_owners();
  if (!row.IsNull(0)) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    owner.set_owner(absl::StrCat("users/", id.ToString()));
  }
  owner.set_customer_count(row.Int64(1));
  owner.set_incomplete_count(row.Int64(2));
  owner.set_stale_count(row.Int64(3));
  owner.set_average_completeness(static_cast<int32_t>(row.Int64(4)));
  return absl::OkStatus();
}

void AddFields(const db::Row& row, const std::vector<std::string>& fields,
               ReadQualityBoardResponse* board) {
  std::vector<ReadQualityBoardResponse::Field> all;
  for (size_t i = 0; i < fields.size(); ++i) {
    ReadQualityBoardResponse::Field& field = all.emplace_back();
    field.set_field(fields[i]);
    field.set_missing_count(row.Int64(1 + 2 * i));
    field.set_stale_count(row.Int64(2 + 2 * i));
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return a.missing_count() > b.missing_count();
  });
  for (const auto& field : all) *board->add_fields() = field;
}

}  // namespace

absl::Status ReadBoard(db::Transaction& tx, const BoardQuestion& question,
                       ReadQualityBoardResponse* board) {
  const Bound totals = Totals(question);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows sums, tx.Select(TotalsQuery(totals), totals.values));
  board->set_customer_count(sums[0].Int64(0));
  board->set_judged_count(sums[0].Int64(1));
  board->set_incomplete_count(sums[0].Int64(2));
  board->set_stale_count(sums[0].Int64(3));
  board->set_average_completeness(static_cast<int32_t>(sums[0].Int64(4)));
  for (int band = 0; band < kBands; ++band) {
    board->add_completeness_counts(sums[0].Int64(static_cast<size_t>(5 + band)));
  }
  const Bound owners = Owners(question);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(OwnersQuery(owners), owners.values));
  for (const db::Row row : rows) GUANXI_RETURN_IF_ERROR(AddOwner(row, board));
  if (question.fields.empty()) return absl::OkStatus();
  const Bound fields = Fields(question);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows counts, tx.Select(FieldsQuery(fields), fields.values));
  AddFields(counts[0], question.fields, board);
  return absl::OkStatus();
}

std::vector<db::Query> QualityBoardQueries(const resource::RowScope& scope) {
  const BoardQuestion question{Uuid(), scope, 0, 0, {"industry"}};
  return {TotalsQuery(Totals(question)), OwnersQuery(Owners(question)),
          FieldsQuery(Fields(question))};
}

}  // namespace guanxi::customer
