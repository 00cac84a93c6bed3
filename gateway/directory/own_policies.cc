#include "gateway/directory/own_policies.h"

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "gateway/access/token_issuer.h"
#include "gateway/directory/snapshot.h"

namespace guanxi::directory {
namespace {

// As that of those who ask over the network: tenants are asked for one after the other.
constexpr absl::Duration kLimit = absl::Seconds(2);

}  // namespace

policy::PolicyStore::Fetch OwnPolicies(db::Database* database, Clock* clock) {
  return [=](const Uuid& tenant,
             int64_t known_version) -> absl::StatusOr<access::v1::GetPolicySnapshotResponse> {
    return ReadSnapshot(database, {db::Lane::kPoint, absl::Now() + kLimit}, tenant, known_version,
                        clock->Now() - access::kLastTokenGone);
  };
}

}  // namespace guanxi::directory
