// A service that follows the merges of another one's records, wired.
#ifndef GUANXI_COMMON_MERGE_FOLLOWING_H_
#define GUANXI_COMMON_MERGE_FOLLOWING_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "common/merge/follower.h"
#include "common/merge/mover.h"
#include "common/merge/reference_map.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/service/services.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::merge {

// Whose merges.
struct Followed {
  std::string collection;                                // "customers"
  const google::protobuf::Descriptor* record = nullptr;  // their message
  std::string producer;  // the service that has them, "customer-svc"
};

// Thread-safe. Owns nothing that it is given.
class Following {
 public:
  // `all` are the resources of the service that follows, `service` ("lead-svc"). From now on names
  // of the records are forwarded by its engine. Errors: those of ReferenceMap::Create.
  static absl::StatusOr<std::unique_ptr<Following>> Create(
      db::Database* database, const resource::Engine* engine,
      const std::vector<const resource::Resource*>& all, const Followed& followed,
      const std::string& service, absl::Duration second_look = kSecondLook);

  const Follower& follower() const { return follower_; }
  const Mover& mover() const { return mover_; }

 private:
  Following(db::Database* database, const resource::Engine* engine,
            std::unique_ptr<const ReferenceMap> map, const Followed& followed,
            const std::string& service, absl::Duration second_look);

  const std::unique_ptr<const ReferenceMap> map_;
  const Mover mover_;
  const Follower follower_;
};

// Has the service hear of merges by the events of the producer, at a gRPC target, and old names in
// calls lead on. Errors: those of Following::Create.
absl::Status FollowMerges(const service::Parts& parts,
                          const std::vector<const resource::Resource*>& all,
                          const Followed& followed, const std::string& service,
                          const std::string& target, service::Services* made);

}  // namespace guanxi::merge

#endif  // GUANXI_COMMON_MERGE_FOLLOWING_H_
