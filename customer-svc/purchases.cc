#include "customer-svc/purchases.h"

#include <algorithm>
#include <utility>

#include "absl/strings/string_view.h"
#include "common/base/status_macros.h"
#include "common/money/amount.h"
#include "common/rules/values.h"
#include "guanxi/lead/v1/contract.pb.h"

namespace guanxi::customer {
namespace {

using lead::v1::Contract;
using v1::Customer;

const db::Query kSumOrders{
    "purchase.orders",
    "SELECT base_currency, COUNT(*), SUM(base_amount), MIN(order_date), MAX(order_date) FROM "
    "order_facts WHERE tenant_id = ? AND customer_id = ? GROUP BY base_currency"};

const db::Query kSelectContracts{
    "purchase.contracts",
    "SELECT state, base_currency, base_amount, sign_date, received, received_base_currency, "
    "received_base, receipt_count, first_receipt_date, last_receipt_date FROM contract_facts WHERE "
    "tenant_id = ? AND customer_id = ? AND state <> 0"};

const db::Query kSelectBasis{"purchase.basis",
                             "SELECT basis FROM purchase_bases WHERE tenant_id = ?"};

// A DATE as the server writes it; nothing for NULL.
std::optional<absl::CivilDay> DayIn(const db::Row& row, int column) {
  absl::CivilDay day;
  if (row.IsNull(column) || !absl::ParseCivilTime(row.String(column), &day)) return std::nullopt;
  return day;
}

absl::StatusOr<money::Int> NanosIn(const db::Row& row, int column) {
  return money::ParseScaled(row.String(column), money::kMaxPlaces);
}

absl::Status AddOrders(db::Transaction& tx, const std::vector<db::Value>& key,
                       PurchaseSum* orders) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSumOrders, key));
  for (const db::Row row : rows) {
    PurchaseSum::Part part;
    part.currency = std::string(row.String(0));
    part.count = part.missing = row.Int64(1);
    GUANXI_ASSIGN_OR_RETURN(part.nanos, NanosIn(row, 2));
    part.first = DayIn(row, 3);
    part.last = DayIn(row, 4);
    orders->Add(part);
  }
  return absl::OkStatus();
}

absl::Status AddContract(const db::Row& row, Purchases* purchases) {
  const int64_t state = row.Int64(0);
  if (state == Contract::ACTIVE || state == Contract::BREACHED || state == Contract::COMPLETED) {
    PurchaseSum::Part signed_one;
    signed_one.count = signed_one.missing = 1;
    signed_one.currency = std::string(row.String(1));
    GUANXI_ASSIGN_OR_RETURN(signed_one.nanos, NanosIn(row, 2));
    signed_one.first = signed_one.last = DayIn(row, 3);
    purchases->contracts.Add(signed_one);
  }
  GUANXI_ASSIGN_OR_RETURN(const money::Int received, NanosIn(row, 4));
  if (received <= 0) return absl::OkStatus();
  PurchaseSum::Part paid;
  paid.currency = std::string(row.String(5));
  GUANXI_ASSIGN_OR_RETURN(paid.nanos, NanosIn(row, 6));
  paid.count = row.Int64(7);
  paid.missing = 1;
  paid.first = DayIn(row, 8);
  paid.last = DayIn(row, 9);
  purchases->receipts.Add(paid);
  return absl::OkStatus();
}

}  // namespace

void PurchaseSum::Add(const Part& part) {
  if (part.count == 0) return;
  count_ += part.count;
  if (part.currency.empty()) {
    missing_ += part.missing;
  } else {
    sums_[part.currency] += part.nanos;
  }
  if (part.first.has_value()) first_ = std::min(first_.value_or(*part.first), *part.first);
  if (part.last.has_value()) last_ = std::max(last_.value_or(*part.last), *part.last);
}

void PurchaseSum::Show(Customer::PurchaseBasis basis, Customer* customer) const {
  customer->set_purchase_basis(basis);
  customer->set_purchase_count(count_);
  customer->set_unconverted_purchase_count(missing_);
  customer->clear_purchase_amount();
  customer->clear_first_purchase_date();
  customer->clear_last_purchase_date();
  if (sums_.size() == 1 && sums_.begin()->second != 0) {
    const auto& [currency, nanos] = *sums_.begin();
    *customer->mutable_purchase_amount() = money::MoneyOf(nanos, money::kMaxPlaces, currency);
  }
  if (first_.has_value()) *customer->mutable_first_purchase_date() = rules::DateOf(*first_);
  if (last_.has_value()) *customer->mutable_last_purchase_date() = rules::DateOf(*last_);
}

absl::StatusOr<Purchases> ReadPurchases(db::Transaction& tx, const Uuid& tenant,
                                        const Uuid& customer) {
  const std::vector<db::Value> key = {tenant.bytes(), customer.bytes()};
  Purchases purchases;
  GUANXI_RETURN_IF_ERROR(AddOrders(tx, key, &purchases.orders));
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSelectContracts, key));
  for (const db::Row row : rows) GUANXI_RETURN_IF_ERROR(AddContract(row, &purchases));
  GUANXI_ASSIGN_OR_RETURN(const db::Rows bases, tx.Select(kSelectBasis, {tenant.bytes()}));
  if (!bases.empty()) purchases.basis = BasisOf(static_cast<int>(bases[0].Int64(0)));
  return purchases;
}

Customer::PurchaseBasis BasisOf(int number) {
  return Customer::PurchaseBasis_IsValid(number) ? static_cast<Customer::PurchaseBasis>(number)
                                                 : Customer::PURCHASE_BASIS_UNSPECIFIED;
}

void ShowPurchases(const Purchases& purchases, Customer* customer) {
  const std::pair<Customer::PurchaseBasis, const PurchaseSum*> kinds[] = {
      {Customer::ORDERS, &purchases.orders},
      {Customer::CONTRACTS, &purchases.contracts},
      {Customer::RECEIPTS, &purchases.receipts}};
  for (const auto& [kind, sum] : kinds) {
    const bool may_count =
        purchases.basis == Customer::PURCHASE_BASIS_UNSPECIFIED || purchases.basis == kind;
    if (may_count && !sum->empty()) return sum->Show(kind, customer);
  }
  PurchaseSum().Show(Customer::PURCHASE_BASIS_UNSPECIFIED, customer);
}

std::vector<db::Query> PurchaseQueries() { return {kSumOrders, kSelectContracts, kSelectBasis}; }

}  // namespace guanxi::customer
