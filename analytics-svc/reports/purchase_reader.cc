#include "analytics-svc/reports/purchase_reader.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "analytics-svc/engine/engine_errors.h"
#include "analytics-svc/semantic/model.h"
#include "common/base/status_macros.h"

namespace guanxi::analytics {
namespace {

// What of a table is a purchase.
struct Source {
  v1::PurchaseSource source;
  const char* table;
  const char* day;
  const char* condition;
  const char* is_refund;
};

// Those that count: one, or, unspecified, all of them, of which each customer has the first one.
std::vector<Source> SourcesOf(v1::PurchaseSource source) {
  const Source all[] = {
      {v1::ORDERS, "fact_order", "order_date", "COALESCE(f.state, '') <> 'CANCELLED'", "0"},
      {v1::CONTRACTS, "fact_contract", "sign_date",
       "f.sign_date IS NOT NULL AND f.state IN ('ACTIVE', 'BREACHED', 'COMPLETED')", "0"},
      {v1::PAYMENTS, "fact_payment", "pay_date", "f.state = 'CONFIRMED'",
       "CASE WHEN f.kind = 'REFUND' THEN 1 ELSE 0 END"}};
  std::vector<Source> counted;
  for (const Source& one : all) {
    if (source == v1::PURCHASE_SOURCE_UNSPECIFIED || source == one.source) counted.push_back(one);
  }
  return counted;
}

struct Row {
  absl::CivilDay day;
  money::Int amount = 0;
  bool is_refund = false;
};

// Takes a refund off the last purchases until its day, from each as much as there is. One of which
// nothing is left was none.
void TakeOff(const Row& refund, std::vector<Purchase>* purchases) {
  money::Int rest = refund.amount;
  for (size_t i = purchases->size(); i > 0 && rest > 0; --i) {
    Purchase& purchase = (*purchases)[i - 1];
    // What has no amount in the company's currency has nothing to be taken off.
    if (purchase.day > refund.day || purchase.amount <= 0) continue;
    const money::Int part = std::min(rest, purchase.amount);
    purchase.amount -= part;
    rest -= part;
    if (purchase.amount == 0)
      purchases->erase(purchases->begin() + static_cast<std::ptrdiff_t>(i - 1));
  }
}

std::vector<Purchase> WithoutRefunds(const std::vector<Row>& rows) {
  std::vector<Purchase> purchases;
  for (const Row& row : rows) {
    if (!row.is_refund) purchases.push_back({row.day, row.amount});
  }
  purchases = ByDay(std::move(purchases));
  for (const Row& row : rows) {
    if (row.is_refund) TakeOff(row, &purchases);
  }
  return purchases;
}

// Gathers rows of one customer after the other, those of the first source of each.
class Gatherer {
 public:
  // Purchases before `first` are left out.
  Gatherer(absl::CivilDay first, const std::function<absl::Status(CustomerPurchases)>* take)
      : first_(first), take_(*take) {}

  absl::Status Add(const Uuid& customer, int64_t source, const Row& row, int64_t without_amount) {
    if (customer != customer_) GUANXI_RETURN_IF_ERROR(Finish());
    customer_ = customer;
    if (rows_.empty()) source_ = source;
    if (source != source_) return absl::OkStatus();
    rows_.push_back(row);
    if (row.day >= first_) without_amount_ += without_amount;
    return absl::OkStatus();
  }

  // Of whom there is nothing to come.
  absl::Status Finish() {
    CustomerPurchases one = {customer_, WithoutRefunds(rows_), without_amount_};
    one.by_day.erase(one.by_day.begin(), std::partition_point(one.by_day.begin(), one.by_day.end(),
                                                              [&](const Purchase& purchase) {
                                                                return purchase.day < first_;
                                                              }));
    rows_.clear();
    without_amount_ = 0;
    // Who got money back for what he bought before these days has bought nothing in them.
    return one.by_day.empty() ? absl::OkStatus() : take_(std::move(one));
  }

 private:
  const absl::CivilDay first_;
  const std::function<absl::Status(CustomerPurchases)>& take_;
  Uuid customer_;
  int64_t source_ = 0;
  std::vector<Row> rows_;
  int64_t without_amount_ = 0;
};

// Rows `customer_id`, `source`, `day`, `amount`, `is_refund` of what was bought until the last of
// `days`: of one source from the first of them on; of several all, since any of them decides which
// one counts.
absl::StatusOr<Fragment> PurchaseRows(const ReportCall& call, v1::PurchaseSource source,
                                      const RecordFilter& filter, const Days& days) {
  const std::vector<Source> sources = SourcesOf(source);
  Fragment all;
  for (const Source& one : sources) {
    GUANXI_ASSIGN_OR_RETURN(Fragment rows, call.Rows(one.table, filter));
    if (!all.empty()) all.Add(" UNION ALL ");
    all.Add(absl::StrCat("SELECT f.customer_id AS customer_id, ", static_cast<int>(one.source),
                         " AS source, f.", one.day, " AS day, "));
    all.Add(call.InCurrency("f.base_amount")).Add(" AS amount, ");
    all.Add(absl::StrCat(one.is_refund, " AS is_refund FROM ", one.table, " f WHERE "));
    all.Add(std::move(rows));
    all.Add(absl::StrCat(" AND f.customer_id IS NOT NULL AND ", one.condition, " AND f.", one.day,
                         " <= "));
    all.Bind(days.last);
    if (sources.size() == 1) all.Add(absl::StrCat(" AND f.", one.day, " >= ")).Bind(days.first);
  }
  return all;
}

absl::StatusOr<SqlResult> ReadPage(const ReportCall& call, const Fragment& rows,
                                   const std::optional<Uuid>& after) {
  Fragment sql(
      "SELECT p.customer_id, p.source, p.day, p.is_refund, SUM(p.amount), "
      "SUM(CASE WHEN p.amount IS NULL THEN 1 ELSE 0 END) FROM (");
  sql.Add(rows).Add(") p");
  if (after.has_value()) sql.Add(" WHERE p.customer_id > ").Bind(*after);
  sql.Add(
      " GROUP BY p.customer_id, p.source, p.day, p.is_refund "
      "ORDER BY p.customer_id, p.source, p.day, p.is_refund LIMIT ");
  sql.Bind(kPageRows);
  return call.Run("report.purchases", std::move(sql));
}

}  // namespace

money::Int UnitOfAmounts() { return money::PowerOfTen(money::kMaxPlaces); }

absl::StatusOr<v1::PurchaseSource> SourceOf(const ReportCall& call, v1::PurchaseSource source) {
  if (source != v1::PURCHASE_SOURCE_UNSPECIFIED) return source;
  // Both enums have the same numbers.
  GUANXI_ASSIGN_OR_RETURN(const int basis, call.PurchaseBasis());
  return v1::PurchaseSource_IsValid(basis) ? static_cast<v1::PurchaseSource>(basis) : source;
}

absl::Status CheckPurchaseFields(const ReportCall& call, v1::PurchaseSource source) {
  for (const Source& one : SourcesOf(source)) {
    GUANXI_RETURN_IF_ERROR(
        call.CheckFields(one.table, {one.day, "state", "amount", "base_amount"}));
    GUANXI_RETURN_IF_ERROR(call.CheckColumns(one.table, {"customer_id"}));
    GUANXI_RETURN_IF_ERROR(call.CheckColumns(one.table, ColumnsIn(one.is_refund)));
  }
  return absl::OkStatus();
}

absl::Status ForEachCustomer(const ReportCall& call, v1::PurchaseSource source,
                             const RecordFilter& filter, const Days& days,
                             const std::function<absl::Status(CustomerPurchases)>& take) {
  GUANXI_ASSIGN_OR_RETURN(const Fragment rows, PurchaseRows(call, source, filter, days));
  std::optional<Uuid> after;
  while (true) {
    GUANXI_ASSIGN_OR_RETURN(const SqlResult page, ReadPage(call, rows, after));
    const bool is_last = static_cast<int64_t>(page.rows()) < kPageRows;
    // The last customer of a full page may go on in the next one, which begins with him again.
    const Uuid unfinished = is_last ? Uuid() : page.Id(page.rows() - 1, 0);
    if (!is_last && page.Id(0, 0) == unfinished) return ResultTooLarge(kPageRows);
    Gatherer gatherer(days.first, &take);
    for (size_t row = 0; row < page.rows(); ++row) {
      const Uuid customer = page.Id(row, 0);
      if (!is_last && customer == unfinished) break;
      after = customer;
      GUANXI_ASSIGN_OR_RETURN(const money::Int amount, ReportCall::NanosIn(page, row, 4));
      const absl::CivilDay day = absl::ToCivilDay(page.Time(row, 2), absl::UTCTimeZone());
      GUANXI_RETURN_IF_ERROR(gatherer.Add(customer, page.Int64(row, 1),
                                          {day, amount, page.Int64(row, 3) != 0},
                                          page.Int64(row, 5)));
    }
    GUANXI_RETURN_IF_ERROR(gatherer.Finish());
    if (is_last) return absl::OkStatus();
  }
}

}  // namespace guanxi::analytics
