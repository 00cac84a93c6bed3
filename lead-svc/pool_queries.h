// The statements by which leads in pools are found; what they bind says pools::PoolDesk::Kind.
#ifndef GUANXI_LEAD_SVC_POOL_QUERIES_H_
#define GUANXI_LEAD_SVC_POOL_QUERIES_H_

#include "common/db/query.h"

namespace guanxi::lead {

db::Query LeadsInHand();
db::Query LeadBehindInHand();
db::Query LeadsInPool();
db::Query NextLeadsInPool();

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_POOL_QUERIES_H_
