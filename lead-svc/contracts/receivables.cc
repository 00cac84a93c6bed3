#include "lead-svc/contracts/receivables.h"

#include <limits>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "lead-svc/contracts/amounts.h"

namespace guanxi::lead {
namespace {

// Days from which a bucket begins: due for more than that.
constexpr int kMonth = 30;
constexpr int kTwoMonths = 60;
constexpr int kThreeMonths = 90;

struct Statement {
  db::Query query;
  std::vector<db::Value> values;
};

std::string DayText(absl::CivilDay day) { return absl::FormatCivilTime(day); }

Statement MakeStatement(const Uuid& tenant, const resource::RowScope& scope,
                        const std::optional<Uuid>& customer, absl::CivilDay as_of) {
  Statement made;
  // Overdue for more than so many days: due before that.
  const std::string today = DayText(as_of);
  const std::string month = DayText(as_of - kMonth);
  const std::string two = DayText(as_of - kTwoMonths);
  const std::string three = DayText(as_of - kThreeMonths);
  made.values = {today, today, month, month, two, two, three, three, tenant.bytes()};
  std::string where = "p.tenant_id = ? AND p.live = 1 AND p.outstanding = 1";
  if (customer.has_value()) {
    absl::StrAppend(&where, " AND p.customer_id = ?");
    made.values.push_back(customer->bytes());
  }
  if (!scope.has_all()) absl::StrAppend(&where, " AND ", scope.Condition("p", &made.values));
  made.query = {
      "payment_plan.receivables",
      absl::StrCat(
          "SELECT p.open_amount_currency, SUM(p.open_amount), "
          "COUNT(CASE WHEN p.due_date < ? THEN 1 END), "
          "SUM(CASE WHEN p.due_date < ? AND p.due_date >= ? THEN p.open_amount ELSE 0 END), "
          "SUM(CASE WHEN p.due_date < ? AND p.due_date >= ? THEN p.open_amount ELSE 0 END), "
          "SUM(CASE WHEN p.due_date < ? AND p.due_date >= ? THEN p.open_amount ELSE 0 END), "
          "SUM(CASE WHEN p.due_date < ? THEN p.open_amount ELSE 0 END) "
          "FROM payment_plans p WHERE ",
          where, " GROUP BY p.open_amount_currency ORDER BY p.open_amount_currency")};
  return made;
}

}  // namespace

absl::StatusOr<std::vector<v1::Receivables>> ReadReceivables(db::Transaction& tx,
                                                             const Uuid& tenant,
                                                             const resource::RowScope& scope,
                                                             const std::optional<Uuid>& customer,
                                                             absl::CivilDay as_of) {
  const Statement statement = MakeStatement(tenant, scope, customer, as_of);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(statement.query, statement.values));
  std::vector<v1::Receivables> all;
  for (const db::Row row : rows) {
    const std::string currency(row.String(0));
    const Nanos total = NanosOfDecimal(row.String(1));
    if (total > Nanos(std::numeric_limits<int64_t>::max()) * 1'000'000'000) {
      return Error(absl::StatusCode::kOutOfRange, "SUM_TOO_LARGE",
                   absl::StrCat("the sum in ", currency, " is no amount any more"));
    }
    const Nanos parts[] = {NanosOfDecimal(row.String(3)), NanosOfDecimal(row.String(4)),
                           NanosOfDecimal(row.String(5)), NanosOfDecimal(row.String(6))};
    v1::Receivables& one = all.emplace_back();
    *one.mutable_total() = MoneyOf(total, currency);
    *one.mutable_not_due() = MoneyOf(total - parts[0] - parts[1] - parts[2] - parts[3], currency);
    *one.mutable_up_to_30_days() = MoneyOf(parts[0], currency);
    *one.mutable_up_to_60_days() = MoneyOf(parts[1], currency);
    *one.mutable_up_to_90_days() = MoneyOf(parts[2], currency);
    *one.mutable_over_90_days() = MoneyOf(parts[3], currency);
    one.set_overdue_count(row.Int64(2));
  }
  return all;
}

std::vector<db::Query> ReceivablesQueries(const resource::RowScope& scope) {
  const absl::CivilDay day(2026, 1, 1);
  return {MakeStatement(Uuid(), scope, std::nullopt, day).query,
          MakeStatement(Uuid(), scope, Uuid(), day).query};
}

}  // namespace guanxi::lead
