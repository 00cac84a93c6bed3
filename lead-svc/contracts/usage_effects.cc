#include "lead-svc/contracts/usage_effects.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/db/rows.h"
#include "common/errors/errors.h"
#include "common/money/amount.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/rules/values.h"
#include "lead-svc/contracts/change_row.h"
#include "lead-svc/contracts/money_effects.h"
#include "lead-svc/contracts/usage_rules.h"
#include "lead-svc/prices/tiers.h"

namespace guanxi::lead {
namespace {

using resource::ChangeKind;
using resource::StatesValues;
using resource::UnitOfWork;
using resource::WriteContext;
using v1::Contract;
using v1::Invoice;
using v1::UsageRecord;

// Lines that an invoice holds, and one by which more are noticed.
constexpr int kMostProducts = 200;
constexpr int kQuantityDigits = 9;
// Before the first day that a date can be.
constexpr char kBeforeAll[] = "0001-01-01";

const db::Query kSumUsage{
    "usage_record.sum_of_contract",
    "SELECT product_id, SUM(quantity), COUNT(*) FROM usage_records "
    "FORCE INDEX (idx_parent_id_end_date) WHERE tenant_id = ? AND live = 1 AND parent_id = ? "
    "AND end_date >= ? AND end_date <= ? GROUP BY product_id ORDER BY product_id LIMIT 201"};

std::string Text(absl::CivilDay day) { return absl::FormatCivilTime(day); }

absl::StatusOr<v1::QuoteLine> LineOf(const db::Row& row) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid product, Uuid::FromBytes(row.String(0)));
  const std::string name = absl::StrCat("products/", product.ToString());
  // Each record has six decimal places at most, and so has their sum.
  const auto sum = money::ParseScaled(row.String(1), money::kMaxPlaces);
  const money::Int least_too_large = money::PowerOfTen(kQuantityDigits + money::kMaxPlaces);
  if (!sum.ok() || *sum >= least_too_large) {
    return Error(absl::StatusCode::kOutOfRange, "SUM_TOO_LARGE",
                 absl::StrCat("10^9 or more of ", name, " were used"), {{"product", name}});
  }
  v1::QuoteLine line;
  line.set_product(name);
  line.mutable_quantity()->set_value(money::FormatScaled(
      *sum / money::PowerOfTen(money::kMaxPlaces - kQuantityPlaces), kQuantityPlaces));
  return line;
}

}  // namespace

resource::Behavior<UsageRecord> UsageBehavior(const MoneyResources* all) {
  resource::Behavior<UsageRecord> behavior;
  behavior.normalize = [](const WriteContext&, UsageRecord* message, Violations* violations) {
    NormalizeUsage(message, violations);
  };
  behavior.check = [](ChangeKind kind, const UsageRecord*, const UsageRecord& next,
                      Violations* violations) {
    if (StatesValues(kind)) CheckUsage(next, violations);
  };
  behavior.admit = [all](UnitOfWork& work, ChangeKind, const UsageRecord*,
                         const UsageRecord& next) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Contract contract,
                            ContractOf(work, *all, *all->usage_records, next.name()));
    return AdmitUsage(contract, next, work.environment().MomentOf(work.principal().tenant).Today());
  };
  behavior.derive = [all](UnitOfWork& work, ChangeKind kind, const UsageRecord*,
                          const UsageRecord& next) -> absl::Status {
    if (kind != ChangeKind::kDeleted) return absl::OkStatus();
    GUANXI_ASSIGN_OR_RETURN(const Contract contract,
                            ContractOf(work, *all, *all->usage_records, next.name()));
    return CheckOpenUsage(contract, next.end_date(), next.name());
  };
  return behavior;
}

absl::StatusOr<UsageSums> SumUsage(UnitOfWork& work, const Uuid& contract,
                                   const UsagePeriod& period) {
  const std::string first = period.first.has_value() ? Text(*period.first) : kBeforeAll;
  GUANXI_RETURN_IF_ERROR(work.Flush());
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(kSumUsage, {work.principal().tenant.bytes(), contract.bytes(), first,
                                   Text(period.last)}));
  if (rows.size() > kMostProducts) {
    return Error(absl::StatusCode::kFailedPrecondition, "TOO_MANY_PRODUCTS",
                 absl::StrCat("more than ", kMostProducts, " products were used"));
  }
  UsageSums sums;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(*sums.lines.Add(), LineOf(row));
    sums.record_count += row.Int64(2);
  }
  if (!sums.lines.empty()) return sums;
  return Error(absl::StatusCode::kFailedPrecondition, "NO_USAGE", "nothing was used in the period");
}

absl::Status ReopenUsage(UnitOfWork& work, const MoneyResources& all, const Invoice* old,
                         const Invoice& next) {
  const bool is_voided =
      next.state() == Invoice::VOIDED && old != nullptr && old->state() != Invoice::VOIDED;
  if (!is_voided || !next.has_usage()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName name,
                          resource::ParseName(all.invoices->type(), next.name(), "name"));
  const std::string contract =
      resource::FormatName(all.contracts->type(), resource::ParentOf(name));
  return ChangeRow<Contract>(work, *all.contracts, contract, [&](Contract* above) -> absl::Status {
    const v1::InvoicedUsage& usage = next.usage();
    if (rules::DayOf(above->usage_invoiced_until()) != rules::DayOf(usage.last_date())) {
      return FailedPrecondition("USAGE_INVOICED", next.name(),
                                "the usage of later days was invoiced: void that first");
    }
    above->clear_usage_invoiced_until();
    if (usage.has_first_date()) {
      *above->mutable_usage_invoiced_until() = rules::DateOf(rules::DayOf(usage.first_date()) - 1);
    }
    return absl::OkStatus();
  });
}

std::vector<db::Query> UsageQueries() { return {kSumUsage}; }

}  // namespace guanxi::lead
