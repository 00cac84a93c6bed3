// What customers say of their orders: counts, sums and dates of those that are purchases.
//
//   order_facts  the purchases of each customer: what his sums rest on
#ifndef GUANXI_CUSTOMER_SVC_ORDER_EFFECTS_H_
#define GUANXI_CUSTOMER_SVC_ORDER_EFFECTS_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/customer/v1/order.pb.h"
#include "guanxi/customer/v1/order_service.pb.h"

namespace guanxi::customer {

// After a write of an order (`old` is null on create), whose customer is held exclusively
// (Behavior::derives_into_parent). Reads as many rows as the customer has purchases. Errors: those
// of common/db.
absl::Status ProjectOrder(resource::UnitOfWork& work, const resource::Resource& customers,
                          const resource::Resource& orders, const v1::Order* old,
                          const v1::Order& next);

// For Behavior<Order>::gather: as many rows as both customers have purchases.
absl::Status GatherOrders(resource::UnitOfWork& work, const resource::Resource& customers,
                          const Uuid& from, const Uuid& into);

// By currency, in the order of codes. Errors: those of common/db.
absl::StatusOr<std::vector<v1::OrderTotal>> ReadOrderTotals(db::Transaction& tx, const Uuid& tenant,
                                                            const Uuid& customer);

// The statements, for the linter.
std::vector<db::Query> OrderQueries();
db::InsertQuery OrderInsert();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_ORDER_EFFECTS_H_
