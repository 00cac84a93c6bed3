// The statements by which customers in pools are found; what they bind says pools::PoolDesk::Kind.
#ifndef GUANXI_CUSTOMER_SVC_POOL_QUERIES_H_
#define GUANXI_CUSTOMER_SVC_POOL_QUERIES_H_

#include "common/db/query.h"

namespace guanxi::customer {

db::Query CustomerBehindInHand();
db::Query CustomersInPool();
db::Query NextCustomersInPool();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_POOL_QUERIES_H_
