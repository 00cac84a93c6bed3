#include "customer-svc/feeds/feed_timers.h"

#include <optional>
#include <set>
#include <string>

#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/feeds/feed_account.h"
#include "customer-svc/feeds/look_up.h"
#include "customer-svc/feeds/pull_queue.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/feed.pb.h"

namespace guanxi::customer {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Feed;

constexpr absl::Duration kNextStep = absl::Seconds(1), kNextRound = absl::Hours(1);

// Deleted ones too: how many rows are read has a bound.
const db::Query& SelectNext() {
  static const auto* const query = new db::Query{
      "feed_sweep.select_customers",
      "SELECT id, live, type, credit_code FROM customers WHERE tenant_id = ? AND id > ? "
      "ORDER BY id LIMIT ?"};
  return *query;
}

struct Step {
  std::vector<Uuid> identified;  // in the order of ids
  Uuid last;                     // of all that were read
  bool is_end = false;           // there are no more
};

absl::StatusOr<Step> ReadStep(db::Transaction& tx, const Uuid& tenant, const Uuid& after) {
  Step step;
  step.last = after;
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(SelectNext(), {tenant.bytes(), after.bytes(), kSweptAtOnce}));
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(step.last, Uuid::FromBytes(row.String(0)));
    const bool is_company = row.Int64(2) == v1::Customer::ORGANIZATION;
    if (row.Int64(1) != 1 || !is_company || row.String(3).empty()) continue;
    step.identified.push_back(step.last);
  }
  step.is_end = rows.size() < size_t{kSweptAtOnce};
  return step;
}

// Has those looked up that were not yet; says where to go on if they are too many at once.
absl::Status Take(UnitOfWork& work, const FeedResources& all, const Feed& feed, const FeedKey& key,
                  Step* step) {
  if (step->identified.empty()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(
      const std::set<Uuid> known,
      CustomersWithPull(work.tx(), key, step->identified.front(), step->identified.back()));
  int taken = 0;
  Uuid before = step->identified.front();
  for (const Uuid& id : step->identified) {
    if (known.count(id) == 0 && taken == kFoundAtOnce) {
      step->is_end = false;
      step->last = before;
      return absl::OkStatus();
    }
    before = id;
    if (known.count(id) != 0) continue;
    ++taken;
    ResourceName customer;
    customer.id = id;
    GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> row, work.Peek(*all.customers, customer));
    if (row.has_value()) GUANXI_RETURN_IF_ERROR(LookUp(work, all, feed, id).status());
  }
  return absl::OkStatus();
}

absl::Status Sweep(UnitOfWork& work, const FeedResources& all, const timers::ArmedTimer& timer) {
  FeedKey key;
  key.tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(key.feed, Uuid::Parse(timer.key));
  ResourceName name;
  name.id = key.feed;
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> row, work.Peek(*all.feeds, name));
  if (!row.has_value()) return absl::OkStatus();
  const auto& feed = static_cast<const Feed&>(*row->message);
  if (feed.watch() != Feed::ALL) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(FeedAccount account, GetFeedAccount(work.tx(), key.tenant, key.feed));
  GUANXI_ASSIGN_OR_RETURN(Step step, ReadStep(work.tx(), key.tenant, account.swept));
  GUANXI_RETURN_IF_ERROR(Take(work, all, feed, key, &step));
  account.swept = step.is_end ? Uuid() : step.last;
  GUANXI_RETURN_IF_ERROR(PutFeedAccount(work.tx(), key.tenant, key.feed, account));
  timers::Timer next;
  next.kind = kFeedSweepTimer;
  next.key = timer.key;
  next.due = work.now() + (step.is_end ? kNextRound : kNextStep);
  return all.timers->Arm(work.tx(), key.tenant, next);
}

}  // namespace

timers::Kinds FeedTimerKinds(const FeedResources& all) {
  timers::Kinds kinds;
  kinds[kFeedRefreshTimer].fire = [all](UnitOfWork& work,
                                        const timers::Batch& batch) -> absl::Status {
    for (const timers::ArmedTimer& timer : batch.timers) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(timer.key));
      GUANXI_RETURN_IF_ERROR(LookUpAgain(work, all, id));
    }
    return absl::OkStatus();
  };
  kinds[kFeedSweepTimer].fire = [all](UnitOfWork& work,
                                      const timers::Batch& batch) -> absl::Status {
    for (const timers::ArmedTimer& timer : batch.timers) {
      GUANXI_RETURN_IF_ERROR(Sweep(work, all, timer));
    }
    return absl::OkStatus();
  };
  kinds[kFeedSweepTimer].max_batch = 1;
  return kinds;
}

std::vector<db::Query> FeedTimerQueries() { return {SelectNext()}; }

}  // namespace guanxi::customer
