#include "customer-svc/feeds/look_up.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "customer-svc/feeds/pull_queue.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Enrichment;

void Queue(absl::Time now, Enrichment* enrichment) {
  enrichment->set_state(Enrichment::QUEUED);
  enrichment->clear_error();
  *enrichment->mutable_next_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now));
}

// How it stands when it is due now. It is written whatever it stood at: who may not is refused.
absl::StatusOr<Enrichment> QueueStored(UnitOfWork& work, const FeedResources& all,
                                       const Stored& row) {
  Enrichment next;
  next.CopyFrom(*row.message);
  Queue(work.now(), &next);
  GUANXI_RETURN_IF_ERROR(work.Update(*all.enrichments, row, &next).status());
  return next;
}

}  // namespace

ResourceName EnrichmentOf(const Uuid& customer, const Uuid& feed) {
  ResourceName name;
  name.parent = customer;
  name.id = DeriveUuid("enrichment", absl::StrCat(customer.bytes(), feed.bytes()));
  return name;
}

absl::StatusOr<Enrichment> LookUp(UnitOfWork& work, const FeedResources& all, const v1::Feed& feed,
                                  const Uuid& customer) {
  FeedKey key;
  key.tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(key.feed, resource::ParseReference("feeds", feed.name()));
  const ResourceName name = EnrichmentOf(customer, key.feed);
  Pull pull;
  pull.id = name.id;
  pull.customer = customer;
  GUANXI_RETURN_IF_ERROR(PutPull(work.tx(), key, pull, work.now()));
  GUANXI_ASSIGN_OR_RETURN(const auto found, work.GetMany(*all.enrichments, {name.id}));
  const auto row = found.find(name.id);
  if (row != found.end()) return QueueStored(work, all, row->second);
  Enrichment next;
  next.set_feed(feed.name());
  next.set_kind(feed.kind());
  Queue(work.now(), &next);
  GUANXI_RETURN_IF_ERROR(work.Insert(*all.enrichments, name, &next));
  return next;
}

absl::Status LookUpAgain(UnitOfWork& work, const FeedResources& all, const Uuid& id) {
  const Uuid& tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(const bool is_there, MakePullDue(work.tx(), tenant, id, work.now()));
  if (!is_there) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const auto found, work.GetMany(*all.enrichments, {id}));
  const auto row = found.find(id);
  return row != found.end() ? QueueStored(work, all, row->second).status() : absl::OkStatus();
}

}  // namespace guanxi::customer
