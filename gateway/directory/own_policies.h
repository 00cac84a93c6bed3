// The policies by which the gateway itself decides.
#ifndef GUANXI_GATEWAY_DIRECTORY_OWN_POLICIES_H_
#define GUANXI_GATEWAY_DIRECTORY_OWN_POLICIES_H_

#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/policy/policy_store.h"

namespace guanxi::directory {

// For service::Definition: out of the gateway's own tables, what PolicyService tells others.
// Nothing is owned.
policy::PolicyStore::Fetch OwnPolicies(db::Database* database, Clock* clock);

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_OWN_POLICIES_H_
