// What comes of an answer: findings, risk signals, values of the customer, and when it is asked
// again.
#ifndef GUANXI_CUSTOMER_SVC_FEEDS_PULL_RECORD_H_
#define GUANXI_CUSTOMER_SVC_FEEDS_PULL_RECORD_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/uuid.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/feeds/connector.h"
#include "customer-svc/feeds/feed_resources.h"
#include "customer-svc/feeds/pull_queue.h"
#include "customer-svc/feeds/value_desk.h"
#include "guanxi/customer/v1/feed.pb.h"

namespace guanxi::customer {

// One look-up, as it was claimed.
struct PullTask {
  FeedKey key;
  v1::Feed feed;
  Pull pull;
};

// How often a feed may fail in a row before it is PAUSED.
inline constexpr int kMostFailures = 20;

// Thread-safe. Owns nothing that it is given. Errors of all methods: those of the unit of work.
class PullRecord {
 public:
  // `clock` is the real time, of rates and pauses.
  PullRecord(const FeedResources* resources, const ValueDesk* desk, Clock* clock)
      : resources_(*resources), desk_(desk), clock_(clock) {}

  // Stores what a claimed look-up came to; nothing if somebody else has claimed it since.
  absl::Status Store(resource::UnitOfWork& work, const PullTask& task,
                     const FeedAnswer& answer) const;

  // Claimed look-ups that come to nothing whatever is tried: with FEED_GONE they are removed, else
  // they rest until somebody asks for them.
  absl::Status GiveUp(resource::UnitOfWork& work, const Uuid& tenant,
                      const std::vector<Pull>& pulls, v1::Feed::Error error) const;

 private:
  absl::Status StoreFailure(resource::UnitOfWork& work, const PullTask& task,
                            const FeedAnswer& answer) const;
  // Of the feed as such: how long it is left alone, and whether it is PAUSED.
  absl::Status CountFailure(resource::UnitOfWork& work, const PullTask& task,
                            const FeedAnswer& answer) const;
  absl::Status ForgetFailures(resource::UnitOfWork& work, const PullTask& task) const;
  // Returns how many of the page's are new.
  absl::StatusOr<int> StorePage(resource::UnitOfWork& work, const PullTask& task,
                                const FeedPage& page, Pull* next) const;
  absl::StatusOr<bool> StoreProfile(resource::UnitOfWork& work, const PullTask& task,
                                    const v1::Finding& finding, Pull* next) const;
  absl::Status StoreFinding(resource::UnitOfWork& work, const PullTask& task, const Uuid& id,
                            v1::Finding finding, const v1::RegistryProfile* before) const;
  absl::Status ArmRefresh(resource::UnitOfWork& work, const Uuid& tenant, const Uuid& id,
                          absl::Time due) const;

  const FeedResources& resources_;
  const ValueDesk* const desk_;
  Clock* const clock_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_FEEDS_PULL_RECORD_H_
