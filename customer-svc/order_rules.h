// What orders must be: normal form and checks. Pure functions: no I/O, no clock.
#ifndef GUANXI_CUSTOMER_SVC_ORDER_RULES_H_
#define GUANXI_CUSTOMER_SVC_ORDER_RULES_H_

#include <string>

#include "absl/status/status.h"
#include "common/errors/errors.h"
#include "google/type/money.pb.h"
#include "guanxi/customer/v1/order.pb.h"

namespace guanxi::customer {

void NormalizeOrder(v1::Order* order, Violations* violations);
void CheckOrder(const v1::Order& next, Violations* violations);

// What it is in the tenant's currency; without a currency that is not known.
google::type::Money BaseOf(const v1::Order& order, const std::string& currency);
// INVALID_FIELD where another one is stated than was (`old` is null on create), and it is in
// another currency than the tenant's, or not the amount though that is.
absl::Status AdmitBase(const v1::Order* old, const v1::Order& next, const std::string& currency);

// Whether it is a purchase: whether the customer's sums count it.
bool IsPurchase(const v1::Order& order);
// Whether what is stored is newer than `next`, by the clock of the other system.
bool IsNewer(const v1::Order& stored, const v1::Order& next);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_ORDER_RULES_H_
