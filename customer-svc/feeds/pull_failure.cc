// What comes of look-ups that fail.
#include <algorithm>
#include <utility>

#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "customer-svc/feeds/feed_account.h"
#include "customer-svc/feeds/feed_rules.h"
#include "customer-svc/feeds/pull_parts.h"
#include "customer-svc/feeds/pull_record.h"

namespace guanxi::customer {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Enrichment;
using v1::Feed;

bool IsForGood(Feed::Error error) {
  return error == Feed::CREDENTIALS_REFUSED || error == Feed::ADDRESS_FORBIDDEN;
}

}  // namespace

absl::Status PullRecord::StoreFailure(UnitOfWork& work, const PullTask& task,
                                      const FeedAnswer& answer) const {
  Pull next = task.pull;
  ++next.attempts;
  // Of what says nothing of the feed the next look-up is the next attempt.
  const absl::Duration wait = answer.is_feeds_fault
                                  ? std::max(answer.retry_after, PauseAfter(next.attempts))
                                  : RefreshEvery(task.feed);
  const absl::Time due = work.now() + wait;
  GUANXI_ASSIGN_OR_RETURN(const bool is_ours, EndPull(work.tx(), task.key.tenant, next, due));
  if (!is_ours) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(ChangeEnrichment(work, resources_, task.pull, [&](Enrichment* enrichment) {
    enrichment->set_state(Enrichment::FAILED);
    enrichment->set_error(answer.error);
    enrichment->set_attempts(static_cast<int32_t>(next.attempts));
    *enrichment->mutable_next_time() = Stamp(due);
  }));
  return answer.is_feeds_fault ? CountFailure(work, task, answer) : ForgetFailures(work, task);
}

absl::Status PullRecord::CountFailure(UnitOfWork& work, const PullTask& task,
                                      const FeedAnswer& answer) const {
  ResourceName name;
  name.id = task.key.feed;
  const absl::StatusOr<Stored> row = work.GetLive(*resources_.feeds, name);
  if (absl::IsNotFound(row.status())) return absl::OkStatus();  // nothing is left of it
  GUANXI_RETURN_IF_ERROR(row.status());
  GUANXI_ASSIGN_OR_RETURN(FeedAccount account,
                          GetFeedAccount(work.tx(), task.key.tenant, task.key.feed));
  ++account.failures;
  // One that fails is left alone as a whole, not only about this customer.
  const absl::Duration pause = std::max(answer.retry_after, PauseAfter(account.failures));
  const bool pauses = account.failures >= kMostFailures || IsForGood(answer.error);
  account.next_time = pauses ? Never() : std::max(account.next_time, clock_->Now() + pause);
  GUANXI_RETURN_IF_ERROR(PutFeedAccount(work.tx(), task.key.tenant, task.key.feed, account));
  if (!pauses) return absl::OkStatus();
  Feed next;
  next.CopyFrom(*row->message);
  next.set_state(Feed::PAUSED);
  next.set_error(answer.error);
  Log(Severity::kWarning, "feed.paused", {{"error", Feed::Error_Name(answer.error)}});
  return work.Update(*resources_.feeds, *row, &next).status();
}

absl::Status PullRecord::ForgetFailures(UnitOfWork& work, const PullTask& task) const {
  GUANXI_ASSIGN_OR_RETURN(FeedAccount account,
                          GetFeedAccount(work.tx(), task.key.tenant, task.key.feed));
  if (account.failures == 0) return absl::OkStatus();
  account.failures = 0;
  return PutFeedAccount(work.tx(), task.key.tenant, task.key.feed, account);
}

absl::Status PullRecord::GiveUp(UnitOfWork& work, const Uuid& tenant,
                                const std::vector<Pull>& pulls, Feed::Error error) const {
  for (const Pull& pull : pulls) {
    const bool is_gone = error == Feed::FEED_GONE;
    GUANXI_ASSIGN_OR_RETURN(const bool is_ours, is_gone
                                                    ? RemovePull(work.tx(), tenant, pull)
                                                    : EndPull(work.tx(), tenant, pull, Never()));
    if (!is_ours) continue;
    GUANXI_RETURN_IF_ERROR(ChangeEnrichment(work, resources_, pull, [&](Enrichment* enrichment) {
      enrichment->set_state(Enrichment::FAILED);
      enrichment->set_error(error);
      enrichment->clear_next_time();
    }));
  }
  return absl::OkStatus();
}

}  // namespace guanxi::customer
