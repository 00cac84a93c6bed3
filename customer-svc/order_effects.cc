#include "customer-svc/order_effects.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "common/money/amount.h"
#include "common/money/exact.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/rules/values.h"
#include "customer-svc/order_rules.h"
#include "customer-svc/purchases.h"
#include "customer-svc/tree/tree_rows.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {
namespace {

using v1::Customer;
using v1::Order;
using v1::OrderTotal;

const db::InsertQuery kPutFact{
    "order_fact.put",
    "INSERT INTO order_facts (tenant_id, customer_id, id, order_date, currency, amount, "
    "base_currency, base_amount) VALUES ",
    " ON DUPLICATE KEY UPDATE order_date = VALUES(order_date), currency = VALUES(currency), "
    "amount = VALUES(amount), base_currency = VALUES(base_currency), "
    "base_amount = VALUES(base_amount)"};

const db::Query kForgetFact{
    "order_fact.forget",
    "DELETE FROM order_facts WHERE tenant_id = ? AND customer_id = ? AND id = ?"};

const db::Query kSumFacts{
    "order_fact.sum",
    "SELECT currency, COUNT(*), SUM(amount), MIN(order_date), MAX(order_date) FROM order_facts "
    "WHERE tenant_id = ? AND customer_id = ? GROUP BY currency ORDER BY currency"};

// The facts of orders that are another customer's now.
const db::Query kFollowFacts{
    "order_fact.follow",
    "UPDATE order_facts f JOIN orders o ON o.tenant_id = f.tenant_id AND o.id = f.id SET "
    "f.customer_id = o.parent_id WHERE f.tenant_id = ? AND f.customer_id = ? AND o.parent_id = ?"};

using rules::DayOf;

// As the server writes a DATE.
google::type::Date DateOf(absl::string_view text) {
  absl::CivilDay day;
  return absl::ParseCivilTime(text, &day) ? rules::DateOf(day) : google::type::Date();
}

// What the customer says, by the totals of each currency.
void Show(const std::vector<OrderTotal>& totals, Customer* customer) {
  customer->set_order_count(0);
  customer->clear_order_amount();
  customer->clear_first_order_date();
  customer->clear_last_order_date();
  for (const OrderTotal& total : totals) {
    customer->set_order_count(customer->order_count() + total.count());
    const bool is_first = !customer->has_first_order_date();
    if (is_first || DayOf(total.first_order_date()) < DayOf(customer->first_order_date())) {
      *customer->mutable_first_order_date() = total.first_order_date();
    }
    if (is_first || DayOf(total.last_order_date()) > DayOf(customer->last_order_date())) {
      *customer->mutable_last_order_date() = total.last_order_date();
    }
  }
  if (totals.size() == 1) *customer->mutable_order_amount() = totals[0].amount();
}

bool SameMoney(const google::type::Money& a, const google::type::Money& b) {
  return money::NanosOf(a) == money::NanosOf(b) && a.currency_code() == b.currency_code();
}

db::Value DecimalOf(const google::type::Money& amount) {
  return db::Value::Decimal(money::FormatScaled(money::NanosOf(amount), money::kMaxPlaces));
}

// Whether the facts are others.
bool Matters(const Order* old, const Order& next) {
  if (old == nullptr) return IsPurchase(next);
  if (IsPurchase(*old) != IsPurchase(next)) return true;
  return IsPurchase(next) && (!SameMoney(old->amount(), next.amount()) ||
                              !SameMoney(old->base_amount(), next.base_amount()) ||
                              DayOf(old->order_date()) != DayOf(next.order_date()));
}

// What its facts come to, on the customer.
absl::Status ShowOrders(resource::UnitOfWork& work, const resource::Resource& customers,
                        const resource::ResourceName& customer) {
  const Uuid& tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(const std::vector<OrderTotal> totals,
                          ReadOrderTotals(work.tx(), tenant, customer.id));
  GUANXI_ASSIGN_OR_RETURN(const Purchases purchases, ReadPurchases(work.tx(), tenant, customer.id));
  GUANXI_RETURN_IF_ERROR(MarkTreeStale(work.tx(), tenant, customer.id));
  return work.Project(customers, customer, [&](google::protobuf::Message* message) {
    Show(totals, static_cast<Customer*>(message));
    ShowPurchases(purchases, static_cast<Customer*>(message));
  });
}

}  // namespace

absl::StatusOr<std::vector<OrderTotal>> ReadOrderTotals(db::Transaction& tx, const Uuid& tenant,
                                                        const Uuid& customer) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kSumFacts, {tenant.bytes(), customer.bytes()}));
  std::vector<OrderTotal> totals;
  for (const db::Row row : rows) {
    OrderTotal& total = totals.emplace_back();
    total.set_count(row.Int64(1));
    GUANXI_ASSIGN_OR_RETURN(const money::Int nanos,
                            money::ParseScaled(row.String(2), money::kMaxPlaces));
    *total.mutable_amount() = money::MoneyOf(nanos, money::kMaxPlaces, std::string(row.String(0)));
    *total.mutable_first_order_date() = DateOf(row.String(3));
    *total.mutable_last_order_date() = DateOf(row.String(4));
  }
  return totals;
}

absl::Status ProjectOrder(resource::UnitOfWork& work, const resource::Resource& customers,
                          const resource::Resource& orders, const Order* old, const Order& next) {
  if (!Matters(old, next)) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName name,
                          resource::ParseName(orders.type(), next.name(), "order.name"));
  const Uuid& tenant = work.principal().tenant;
  if (IsPurchase(next)) {
    const google::type::Money base = BaseOf(next, work.environment().MomentOf(tenant).currency);
    GUANXI_RETURN_IF_ERROR(
        work.tx()
            .InsertRows(kPutFact, {{tenant.bytes(), name.parent.bytes(), name.id.bytes(),
                                    absl::FormatCivilTime(DayOf(next.order_date())),
                                    next.amount().currency_code(), DecimalOf(next.amount()),
                                    base.currency_code(), DecimalOf(base)}})
            .status());
  } else {
    GUANXI_RETURN_IF_ERROR(
        work.tx()
            .Execute(kForgetFact, {tenant.bytes(), name.parent.bytes(), name.id.bytes()})
            .status());
  }
  return ShowOrders(work, customers, resource::ParentOf(name));
}

absl::Status GatherOrders(resource::UnitOfWork& work, const resource::Resource& customers,
                          const Uuid& from, const Uuid& into) {
  const Uuid& tenant = work.principal().tenant;
  GUANXI_RETURN_IF_ERROR(
      work.tx().Execute(kFollowFacts, {tenant.bytes(), from.bytes(), into.bytes()}).status());
  for (const Uuid& id : {from, into}) {
    resource::ResourceName name;
    name.id = id;
    const absl::Status shown = ShowOrders(work, customers, name);
    // Of one that is part of the other nothing is said.
    if (!absl::IsNotFound(shown)) GUANXI_RETURN_IF_ERROR(shown);
  }
  return absl::OkStatus();
}

std::vector<db::Query> OrderQueries() { return {kForgetFact, kSumFacts, kFollowFacts}; }
db::InsertQuery OrderInsert() { return kPutFact; }

}  // namespace guanxi::customer
