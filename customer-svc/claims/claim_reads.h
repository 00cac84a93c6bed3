// Claims of customers as units of work read them, and what follows from them.
#ifndef GUANXI_CUSTOMER_SVC_CLAIMS_CLAIM_READS_H_
#define GUANXI_CUSTOMER_SVC_CLAIMS_CLAIM_READS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/resource.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/claims/golden.h"
#include "customer-svc/merge/survivorship.h"
#include "guanxi/customer/v1/attribute_claim.pb.h"

namespace guanxi::timers {
class Timers;
}

namespace guanxi::customer {

// The resources that take part. `timers` have fields follow claims that lapse; null where nothing
// is written through these.
struct ClaimKin {
  const resource::Resource& customers;
  const resource::Resource& claims;
  const resource::Resource& trust_orders;
  timers::Timers* timers = nullptr;
};

// Claims of one field of one customer; more are refused.
inline constexpr size_t kMaxClaims = 200;

// The claims of a customer's field, in force or not, as this unit of work leaves them. Errors:
// those of the database.
absl::StatusOr<std::vector<v1::AttributeClaim>> ReadClaims(resource::UnitOfWork& work,
                                                           const ClaimKin& kin,
                                                           const Uuid& customer,
                                                           const std::string& field);

// All claims of a customer, as they are stored. At most kMaxClaims for each of some fields are
// read.
absl::StatusOr<std::vector<v1::AttributeClaim>> ReadAllClaims(db::Transaction& tx,
                                                              const ClaimKin& kin,
                                                              const Uuid& tenant,
                                                              const Uuid& customer);

// The trust order of a field: its own, else that of `*`, else none. Errors: those of the database.
absl::StatusOr<Trust> ReadTrust(db::Transaction& tx, const ClaimKin& kin, const Uuid& tenant,
                                const std::string& field);

// By the claims of any of the customers, for merges.
absl::StatusOr<TrustedValues> ReadTrusted(resource::UnitOfWork& work, const ClaimKin& kin,
                                          const std::vector<resource::ResourceName>& customers);

std::vector<db::Query> ClaimQueries(const ClaimKin& kin);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_CLAIMS_CLAIM_READS_H_
