// What orders must be: normal form and checks. Pure functions: no I/O, no clock.
#ifndef GUANXI_CUSTOMER_SVC_ORDER_RULES_H_
#define GUANXI_CUSTOMER_SVC_ORDER_RULES_H_

#include "common/errors/errors.h"
#include "guanxi/customer/v1/order.pb.h"

namespace guanxi::customer {

void NormalizeOrder(v1::Order* order, Violations* violations);
void CheckOrder(const v1::Order& next, Violations* violations);

// Whether it is a purchase: whether the customer's sums count it.
bool IsPurchase(const v1::Order& order);
// Whether what is stored is newer than `next`, by the clock of the other system.
bool IsNewer(const v1::Order& stored, const v1::Order& next);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_ORDER_RULES_H_
