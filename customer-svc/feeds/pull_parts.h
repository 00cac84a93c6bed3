// What the parts of PullRecord share: for them alone.
#ifndef GUANXI_CUSTOMER_SVC_FEEDS_PULL_PARTS_H_
#define GUANXI_CUSTOMER_SVC_FEEDS_PULL_PARTS_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/feeds/feed_resources.h"
#include "customer-svc/feeds/pull_queue.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/feed.pb.h"

namespace guanxi::customer {

inline google::protobuf::Timestamp Stamp(absl::Time time) {
  return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

inline resource::ResourceName Below(const Uuid& customer, const Uuid& id) {
  resource::ResourceName name;
  name.parent = customer;
  name.id = id;
  return name;
}

// Changes the enrichment of a look-up: below a customer that is deleted, too, who may come back,
// and wherever a merge took it. Nothing if it is gone.
template <typename Change>
absl::Status ChangeEnrichment(resource::UnitOfWork& work, const FeedResources& all,
                              const Pull& pull, Change change) {
  GUANXI_ASSIGN_OR_RETURN(const auto found, work.GetMany(*all.enrichments, {pull.id}));
  const auto row = found.find(pull.id);
  if (row == found.end() || !row->second.live) return absl::OkStatus();
  v1::Enrichment next;
  next.CopyFrom(*row->second.message);
  change(&next);
  return work.Update(*all.enrichments, row->second, &next).status();
}

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_FEEDS_PULL_PARTS_H_
