#include "lead-svc/board/board_cells.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/money/amount.h"
#include "common/money/exact.h"
#include "common/resource/resource_name.h"

namespace guanxi::lead {
namespace {

using resource::ChangeKind;
using v1::Opportunity;

const db::InsertQuery kAddToCells{
    "board_cell.add",
    "INSERT INTO board_cells (tenant_id, pipeline_id, stage, owner_id, department_id, close_month, "
    "currency, opportunity_count, amount) VALUES ",
    " ON DUPLICATE KEY UPDATE opportunity_count = opportunity_count + VALUES(opportunity_count), "
    "amount = amount + VALUES(amount)"};

const db::InsertQuery kAddToOutcomes{
    "stage_outcome.add",
    "INSERT INTO stage_outcomes (tenant_id, pipeline_id, stage, owner_id, won, lost) VALUES ",
    " ON DUPLICATE KEY UPDATE won = won + VALUES(won), lost = lost + VALUES(lost)"};

// Pipeline, stage, owner, department, month, currency.
using Cell = std::tuple<Uuid, std::string, Uuid, Uuid, int, std::string>;
struct Sum {
  int64_t count = 0;
  money::Int nanos = 0;
};
// Pipeline, stage, owner.
using Outcome = std::tuple<Uuid, std::string, Uuid>;
struct Closed {
  int64_t won = 0;
  int64_t lost = 0;
};

Uuid IdIn(absl::string_view collection, const std::string& name) {
  return resource::ParseReference(collection, name).value_or(Uuid());
}

void AddTo(const Opportunity& one, int sign, std::map<Cell, Sum>* cells) {
  const Uuid pipeline = IdIn("pipelines", one.pipeline());
  if (one.state() != Opportunity::OPEN || pipeline.IsNil()) return;
  Sum& sum =
      (*cells)[{pipeline, one.stage(), IdIn("users", one.owner()),
                IdIn("departments", one.department()), MonthOf(one), one.amount().currency_code()}];
  sum.count += sign;
  sum.nanos += money::NanosOf(one.amount()) * sign;
}

void AddTo(const Opportunity& one, int sign, std::map<Outcome, Closed>* outcomes) {
  const Uuid pipeline = IdIn("pipelines", one.pipeline());
  if (one.state() == Opportunity::OPEN || pipeline.IsNil()) return;
  std::set<std::string> stages = {one.stage()};
  for (const auto& stay : one.stage_history()) {
    if (!stay.stage().empty()) stages.insert(stay.stage());
  }
  for (const std::string& stage : stages) {
    Closed& closed = (*outcomes)[{pipeline, stage, IdIn("users", one.owner())}];
    (one.state() == Opportunity::WON ? closed.won : closed.lost) += sign;
  }
}

template <typename Sums>
Sums Difference(ChangeKind kind, const Opportunity* old, const Opportunity& next) {
  Sums sums;
  if (old != nullptr && kind != ChangeKind::kUndeleted) AddTo(*old, -1, &sums);
  if (kind != ChangeKind::kDeleted) AddTo(next, 1, &sums);
  return sums;
}

absl::Status WriteCells(resource::UnitOfWork& work, const std::map<Cell, Sum>& cells) {
  std::vector<std::vector<db::Value>> rows;  // in the order of keys, as everybody takes them
  for (const auto& [cell, sum] : cells) {
    if (sum.count == 0 && sum.nanos == 0) continue;
    const auto& [pipeline, stage, owner, department, month, currency] = cell;
    rows.push_back({work.principal().tenant.bytes(), pipeline.bytes(), stage, owner.bytes(),
                    department.bytes(), month, currency, sum.count,
                    db::Value::Decimal(money::FormatScaled(sum.nanos, money::kMaxPlaces))});
  }
  if (rows.empty()) return absl::OkStatus();
  return work.tx().InsertRows(kAddToCells, rows).status();
}

absl::Status WriteOutcomes(resource::UnitOfWork& work, const std::map<Outcome, Closed>& outcomes) {
  std::vector<std::vector<db::Value>> rows;
  for (const auto& [outcome, closed] : outcomes) {
    if (closed.won == 0 && closed.lost == 0) continue;
    const auto& [pipeline, stage, owner] = outcome;
    rows.push_back({work.principal().tenant.bytes(), pipeline.bytes(), stage, owner.bytes(),
                    closed.won, closed.lost});
  }
  if (rows.empty()) return absl::OkStatus();
  return work.tx().InsertRows(kAddToOutcomes, rows).status();
}

}  // namespace

int MonthOf(const Opportunity& opportunity) {
  if (!opportunity.has_close_date()) return 0;
  return opportunity.close_date().year() * 100 + opportunity.close_date().month();
}

absl::Status CountOpportunity(resource::UnitOfWork& work, ChangeKind kind, const Opportunity* old,
                              const Opportunity& next) {
  GUANXI_RETURN_IF_ERROR(WriteCells(work, Difference<std::map<Cell, Sum>>(kind, old, next)));
  return WriteOutcomes(work, Difference<std::map<Outcome, Closed>>(kind, old, next));
}

std::vector<db::InsertQuery> BoardInserts() { return {kAddToCells, kAddToOutcomes}; }

}  // namespace guanxi::lead
