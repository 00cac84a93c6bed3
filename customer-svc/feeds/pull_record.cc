#include "customer-svc/feeds/pull_record.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "customer-svc/feeds/feed_account.h"
#include "customer-svc/feeds/feed_rules.h"
#include "customer-svc/feeds/feed_timers.h"
#include "customer-svc/feeds/look_up.h"
#include "customer-svc/feeds/risk_judge.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::MessageDifferencer;
using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Enrichment;
using v1::Feed;
using v1::Finding;
using v1::RegistryProfile;
using v1::RiskSignal;

constexpr char kRegistrySource[] = "registry";

google::protobuf::Timestamp Stamp(absl::Time time) {
  return TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

ResourceName Below(const Uuid& customer, const Uuid& id) {
  ResourceName name;
  name.parent = customer;
  name.id = id;
  return name;
}

// What the feed tells of the customer under its own id has one of ours.
Uuid FindingId(const FeedKey& key, const Uuid& customer, const std::string& external_id) {
  return DeriveUuid("finding", absl::StrCat(key.feed.bytes(), customer.bytes(), external_id));
}

// Changes the enrichment of a look-up, if its customer is still there.
template <typename Change>
absl::Status ChangeEnrichment(UnitOfWork& work, const FeedResources& all, const Pull& pull,
                              Change change) {
  const absl::StatusOr<Stored> row = work.GetLive(*all.enrichments, Below(pull.customer, pull.id));
  if (absl::IsNotFound(row.status())) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(row.status());
  Enrichment next;
  next.CopyFrom(*row->message);
  change(&next);
  return work.Update(*all.enrichments, *row, &next).status();
}

bool IsForGood(Feed::Error error) {
  return error == Feed::CREDENTIALS_REFUSED || error == Feed::ADDRESS_FORBIDDEN;
}

}  // namespace

absl::Status PullRecord::Store(UnitOfWork& work, const PullTask& task,
                               const FeedAnswer& answer) const {
  if (!answer.ok()) return StoreFailure(work, task, answer);
  const FeedPage& page = answer.page;
  Pull next = task.pull;
  next.attempts = 0;
  next.cursor = page.cursor;
  // First, and exclusively: its signals write it, and so does who asks for a look-up.
  ResourceName customer;
  customer.id = task.pull.customer;
  const absl::Status is_live = work.GetLive(*resources_.customers, customer).status();
  if (absl::IsNotFound(is_live)) {
    return GiveUp(work, task.key.tenant, {task.pull}, Feed::NOT_IDENTIFIED);
  }
  GUANXI_RETURN_IF_ERROR(is_live);
  // Before anything is written: whoever was overtaken writes nothing.
  const absl::Time due = page.has_more ? work.now() : Never();
  GUANXI_ASSIGN_OR_RETURN(const bool is_ours, EndPull(work.tx(), task.key.tenant, next, due));
  if (!is_ours) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const int found, StorePage(work, task, page, &next));
  if (!(next.last_finding == task.pull.last_finding)) {
    GUANXI_RETURN_IF_ERROR(EndPull(work.tx(), task.key.tenant, next, due).status());
  }
  const absl::Time again = work.now() + RefreshEvery(task.feed);
  if (!page.has_more) {
    GUANXI_RETURN_IF_ERROR(ArmRefresh(work, task.key.tenant, task.pull.id, again));
  }
  GUANXI_RETURN_IF_ERROR(ChangeEnrichment(work, resources_, task.pull, [&](Enrichment* enrichment) {
    enrichment->clear_error();
    enrichment->set_attempts(0);
    enrichment->set_finding_count(enrichment->finding_count() + found);
    enrichment->set_state(page.has_more ? Enrichment::QUEUED : Enrichment::DONE);
    *enrichment->mutable_next_time() = Stamp(page.has_more ? work.now() : again);
    if (!page.has_more) *enrichment->mutable_success_time() = Stamp(work.now());
  }));
  return ForgetFailures(work, task);
}

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
  GUANXI_ASSIGN_OR_RETURN(FeedAccount account,
                          GetFeedAccount(work.tx(), task.key.tenant, task.key.feed));
  ++account.failures;
  // One that fails is left alone as a whole, not only about this customer.
  const absl::Duration pause = std::max(answer.retry_after, PauseAfter(account.failures));
  account.next_time = std::max(account.next_time, clock_->Now() + pause);
  GUANXI_RETURN_IF_ERROR(PutFeedAccount(work.tx(), task.key.tenant, task.key.feed, account));
  if (account.failures < kMostFailures && !IsForGood(answer.error)) return absl::OkStatus();
  ResourceName name;
  name.id = task.key.feed;
  const absl::StatusOr<Stored> row = work.GetLive(*resources_.feeds, name);
  if (absl::IsNotFound(row.status())) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(row.status());
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

absl::StatusOr<int> PullRecord::StorePage(UnitOfWork& work, const PullTask& task,
                                          const FeedPage& page, Pull* next) const {
  int found = 0;
  std::vector<Uuid> ids;
  for (const Finding& finding : page.findings) {
    if (finding.has_registry()) {
      GUANXI_ASSIGN_OR_RETURN(const bool is_new, StoreProfile(work, task, finding, next));
      found += is_new ? 1 : 0;
    }
    ids.push_back(FindingId(task.key, task.pull.customer, finding.external_id()));
  }
  GUANXI_ASSIGN_OR_RETURN(const auto known, work.GetMany(*resources_.findings, ids));
  std::set<Uuid> taken;
  for (size_t i = 0; i < ids.size(); ++i) {
    if (page.findings[i].has_registry() || known.count(ids[i]) != 0) continue;
    if (!taken.insert(ids[i]).second) continue;  // twice on one page
    GUANXI_RETURN_IF_ERROR(StoreFinding(work, task, ids[i], page.findings[i], /*before=*/nullptr));
    ++found;
  }
  return found;
}

absl::StatusOr<bool> PullRecord::StoreProfile(UnitOfWork& work, const PullTask& task,
                                              const Finding& finding, Pull* next) const {
  std::optional<RegistryProfile> before;
  if (!task.pull.last_finding.IsNil()) {
    GUANXI_ASSIGN_OR_RETURN(
        const std::optional<Stored> last,
        work.Peek(*resources_.findings, Below(task.pull.customer, task.pull.last_finding)));
    if (last.has_value()) before = static_cast<const Finding&>(*last->message).registry();
  }
  if (before.has_value() && MessageDifferencer::Equals(*before, finding.registry())) return false;
  next->last_finding = work.environment().uuids().Next();
  const ResourceName name = Below(task.pull.customer, next->last_finding);
  GUANXI_RETURN_IF_ERROR(
      StoreFinding(work, task, name.id, finding, before.has_value() ? &*before : nullptr));
  FeedValues values;
  values.source = kRegistrySource;
  values.as_of = absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(finding.occur_time()));
  values.evidence = resource::FormatName(resources_.findings->type(), name);
  values.now = ValuesOf(finding.registry());
  if (before.has_value()) values.before = ValuesOf(*before);
  ResourceName customer;
  customer.id = task.pull.customer;
  GUANXI_RETURN_IF_ERROR(desk_->Apply(work, customer, values));
  return true;
}

absl::Status PullRecord::StoreFinding(UnitOfWork& work, const PullTask& task, const Uuid& id,
                                      Finding finding, const RegistryProfile* before) const {
  finding.set_feed(task.feed.name());
  const std::vector<RiskSignal> signals = SignalsOf(finding, before);
  const ResourceName name = Below(task.pull.customer, id);
  GUANXI_RETURN_IF_ERROR(work.Insert(*resources_.findings, name, &finding));
  for (RiskSignal signal : signals) {
    signal.set_feed(task.feed.name());
    signal.mutable_evidence(0)->set_finding(
        resource::FormatName(resources_.findings->type(), name));
    const Uuid signal_id = work.environment().uuids().Next();
    GUANXI_RETURN_IF_ERROR(
        work.Insert(*resources_.risk_signals, Below(task.pull.customer, signal_id), &signal));
  }
  return absl::OkStatus();
}

absl::Status PullRecord::ArmRefresh(UnitOfWork& work, const Uuid& tenant, const Uuid& id,
                                    absl::Time due) const {
  timers::Timer timer;
  timer.kind = kFeedRefreshTimer;
  timer.key = id.ToString();
  timer.due = due;
  return resources_.timers->Arm(work.tx(), tenant, timer);
}

}  // namespace guanxi::customer
