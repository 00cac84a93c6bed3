// Merges of customers, followed: what names one that was merged comes to name the survivor.
#ifndef GUANXI_LEAD_SVC_MERGES_H_
#define GUANXI_LEAD_SVC_MERGES_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "common/merge/follower.h"
#include "common/merge/mover.h"
#include "common/merge/reference_map.h"
#include "common/resource/engine.h"
#include "common/service/services.h"
#include "lead-svc/resources.h"

namespace guanxi::lead {

// Thread-safe. Owns nothing that it is given.
class CustomerMerges {
 public:
  // From now on names of customers are forwarded by the engine. Errors: those of
  // ReferenceMap::Create.
  static absl::StatusOr<std::unique_ptr<CustomerMerges>> Create(
      db::Database* database, const resource::Engine* engine, const Resources& all,
      absl::Duration second_look = merge::kSecondLook);

  const merge::Follower& follower() const { return follower_; }
  const merge::Mover& mover() const { return mover_; }

 private:
  CustomerMerges(db::Database* database, const resource::Engine* engine,
                 std::unique_ptr<const merge::ReferenceMap> map, absl::Duration second_look);

  const std::unique_ptr<const merge::ReferenceMap> map_;
  const merge::Mover mover_;
  const merge::Follower follower_;
};

// Has the service hear of merges by the events of customer-svc at a gRPC target, and old names lead
// on. Errors: those of CustomerMerges::Create.
absl::Status FollowMerges(const service::Parts& parts, const Resources& all,
                          const std::string& customer_svc, service::Services* made);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_MERGES_H_
