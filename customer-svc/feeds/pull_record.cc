#include "customer-svc/feeds/pull_record.h"

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "customer-svc/feeds/feed_account.h"
#include "customer-svc/feeds/feed_rules.h"
#include "customer-svc/feeds/feed_timers.h"
#include "customer-svc/feeds/pull_parts.h"
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

// What the feed tells of the customer under its own id has one of ours.
Uuid FindingId(const FeedKey& key, const Uuid& customer, const std::string& external_id) {
  return DeriveUuid("finding", absl::StrCat(key.feed.bytes(), customer.bytes(), external_id));
}

}  // namespace

absl::Status PullRecord::Store(UnitOfWork& work, const PullTask& task,
                               const FeedAnswer& answer) const {
  // As whoever claims has it, before the look-up: so nobody waits for who waits for him.
  GUANXI_RETURN_IF_ERROR(GetFeedAccount(work.tx(), task.key.tenant, task.key.feed).status());
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
