#include "lead-svc/board/board_reads.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "guanxi/lead/v1/opportunity.pb.h"

namespace guanxi::lead {
namespace {

using resource::RowScope;
using resource::ScopeBranch;

struct Statement {
  db::Query query;
  std::vector<db::Value> values;
};

// The scope, as far as a column of the row decides: the condition that one of them does, each of
// them as `form` writes it of a column.
template <typename Form>
std::vector<std::string> ByColumns(const RowScope& scope, Form form,
                                   std::vector<db::Value>* values) {
  std::map<std::string, std::vector<Uuid>> wanted;  // by column
  for (const ScopeBranch& branch : scope.Branches()) {
    if (branch.column != nullptr) wanted[branch.column->name].push_back(branch.value);
  }
  std::vector<std::string> reasons;
  for (const auto& [column, ids] : wanted) {
    reasons.push_back(form(column, absl::StrJoin(std::vector<std::string>(ids.size(), "?"), ", ")));
    for (const Uuid& id : ids) values->emplace_back(id.bytes());
  }
  return reasons;
}

// Nothing where no column decides.
std::vector<Statement> CellStatements(const Uuid& tenant, const Uuid& pipeline,
                                      const RowScope& scope, const Months& months) {
  Statement made;
  made.values = {tenant.bytes(), pipeline.bytes(), months.first, months.last};
  std::string where;
  if (!scope.has_all()) {
    const auto in = [](const std::string& column, const std::string& marks) {
      return absl::StrCat("c.", column, " IN (", marks, ")");
    };
    const std::vector<std::string> reasons = ByColumns(scope, in, &made.values);
    if (reasons.empty()) return {};
    where = absl::StrCat(" AND (", absl::StrJoin(reasons, " OR "), ")");
  }
  made.query = {"board_cell.sum",
                absl::StrCat("SELECT c.stage, c.owner_id, c.currency, SUM(c.opportunity_count), "
                             "SUM(c.amount) FROM board_cells c WHERE c.tenant_id = ? AND "
                             "c.pipeline_id = ? AND c.close_month BETWEEN ? AND ?",
                             where, " GROUP BY c.stage, c.owner_id, c.currency")};
  return {made};
}

// What lets see rows one by one, and of them those that no column lets see, too: in one statement,
// so that a row counts once for whom it is shared with in several ways.
std::vector<Statement> SharedStatements(const Uuid& tenant, const Uuid& pipeline,
                                        const RowScope& scope, const Months& months) {
  if (scope.has_all()) return {};
  Statement made;
  std::vector<std::string> reasons;
  for (const ScopeBranch& branch : scope.Branches()) {
    if (branch.column != nullptr) continue;
    reasons.push_back(branch.ids);
    made.values.insert(made.values.end(), branch.values.begin(), branch.values.end());
  }
  if (reasons.empty()) return {};
  made.values.insert(made.values.end(),
                     {tenant.bytes(), pipeline.bytes(), static_cast<int>(v1::Opportunity::OPEN),
                      months.first, months.last});
  const auto out = [](const std::string& column, const std::string& marks) {
    return absl::StrCat(" AND COALESCE(o.", column, " IN (", marks, "), 0) = 0");
  };
  const std::vector<std::string> not_own = ByColumns(scope, out, &made.values);
  made.query = {
      "opportunity.board_of_shared",
      absl::StrCat("SELECT o.stage, COALESCE(o.owner_id, ''), "
                   "COALESCE(o.amount_currency, ''), COUNT(*), COALESCE(SUM(o.amount), 0) "
                   "FROM (",
                   absl::StrJoin(reasons, " UNION "),
                   ") b JOIN opportunities o ON o.id = b.id WHERE o.tenant_id = ? AND "
                   "o.live = 1 AND o.pipeline_id = ? AND o.state = ? AND "
                   "COALESCE(YEAR(o.close_date) * 100 + MONTH(o.close_date), 0) BETWEEN "
                   "? AND ?",
                   absl::StrJoin(not_own, ""), " GROUP BY 1, 2, 3")};
  return {made};
}

const db::Query kOutcomes{"stage_outcome.select",
                          "SELECT stage, owner_id, won, lost FROM stage_outcomes WHERE "
                          "tenant_id = ? AND pipeline_id = ?"};

absl::Status AddRows(db::Transaction& tx, const Statement& statement, BoardSums* sums) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(statement.query, statement.values));
  for (const db::Row row : rows) {
    BoardKey key;
    key.stage = std::string(row.String(0));
    if (!row.String(1).empty()) {
      GUANXI_ASSIGN_OR_RETURN(key.owner, Uuid::FromBytes(row.String(1)));
    }
    key.currency = std::string(row.String(2));
    const auto nanos = money::ParseScaled(row.String(4), money::kMaxPlaces);
    if (!nanos.ok()) return absl::DataLossError("a sum of the board is no decimal");
    BoardSum& sum = (*sums)[key];
    sum.count += row.Int64(3);
    sum.nanos += *nanos;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<BoardSums> ReadBoardSums(db::Transaction& tx, const Uuid& tenant,
                                        const Uuid& pipeline, const RowScope& scope,
                                        const Months& months) {
  BoardSums sums;
  for (const Statement& one : CellStatements(tenant, pipeline, scope, months)) {
    GUANXI_RETURN_IF_ERROR(AddRows(tx, one, &sums));
  }
  for (const Statement& one : SharedStatements(tenant, pipeline, scope, months)) {
    GUANXI_RETURN_IF_ERROR(AddRows(tx, one, &sums));
  }
  return sums;
}

absl::StatusOr<Outcomes> ReadOutcomes(db::Transaction& tx, const Uuid& tenant,
                                      const Uuid& pipeline) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kOutcomes, {tenant.bytes(), pipeline.bytes()}));
  Outcomes outcomes;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid owner, Uuid::FromBytes(row.String(1)));
    outcomes[{std::string(row.String(0)), owner}] = {row.Int64(2), row.Int64(3)};
  }
  return outcomes;
}

std::vector<db::Query> BoardQueries(const RowScope& scope) {
  std::vector<db::Query> queries = {kOutcomes};
  for (const RowScope& one : {RowScope(), scope}) {
    for (const Statement& made : CellStatements(Uuid(), Uuid(), one, Months())) {
      queries.push_back(made.query);
    }
    for (const Statement& made : SharedStatements(Uuid(), Uuid(), one, Months())) {
      queries.push_back(made.query);
    }
  }
  return queries;
}

}  // namespace guanxi::lead
