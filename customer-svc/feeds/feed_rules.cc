#include "customer-svc/feeds/feed_rules.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "common/base/status_macros.h"
#include "common/outgoing/url.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/rules/values.h"
#include "customer-svc/feeds/feed_account.h"
#include "customer-svc/feeds/feed_timers.h"

namespace guanxi::customer {
namespace {

using resource::ChangeKind;
using resource::UnitOfWork;
using v1::Feed;

constexpr int kRefreshHours = 168, kMostHours = 8760;
constexpr int kCallsPerMinute = 60, kMostCalls = 6000;
constexpr absl::Duration kFirstPause = absl::Minutes(1), kLongestPause = absl::Hours(6);

// Scheme, host and port.
std::string OriginOf(absl::string_view url) {
  const size_t scheme = url.find("://");
  const size_t begin = scheme == absl::string_view::npos ? 0 : scheme + 3;
  return absl::AsciiStrToLower(url.substr(0, url.find('/', begin)));
}

// Whoever may say where a feed is asked would else be sent the secret that he is not shown.
void KeepSecretHome(const Feed* old, Feed* next) {
  if (old == nullptr || OriginOf(old->url()) == OriginOf(next->url())) return;
  next->set_has_secret(false);
}

absl::Status ForgetSecret(UnitOfWork& work, const Uuid& feed) {
  const Uuid& tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(FeedAccount account, GetFeedAccount(work.tx(), tenant, feed));
  account.sealed.clear();
  return PutFeedAccount(work.tx(), tenant, feed, account);
}

absl::Status Derive(UnitOfWork& work, timers::Timers* timers, ChangeKind kind, const Feed* old,
                    const Feed& next) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("feeds", next.name()));
  const Uuid& tenant = work.principal().tenant;
  if (kind == ChangeKind::kDeleted) {
    GUANXI_RETURN_IF_ERROR(
        timers::Timers::Disarm(work.tx(), tenant, kFeedSweepTimer, id.ToString()));
    return EraseFeedAccount(work.tx(), tenant, id);
  }
  // The row that whoever asks the feed locks is there from the start: what is absent holds nobody.
  if (kind == ChangeKind::kCreated) {
    GUANXI_RETURN_IF_ERROR(PutFeedAccount(work.tx(), tenant, id, FeedAccount()));
  }
  if (old != nullptr && old->has_secret() && !next.has_secret()) {
    GUANXI_RETURN_IF_ERROR(ForgetSecret(work, id));
  }
  if (timers == nullptr || next.watch() != Feed::ALL) return absl::OkStatus();
  timers::Timer sweep;
  sweep.kind = kFeedSweepTimer;
  sweep.key = id.ToString();
  sweep.due = work.now();
  return timers->Arm(work.tx(), tenant, sweep);
}

}  // namespace

void NormalizeFeed(Feed* feed, Violations* violations) {
  rules::NormalizeLine("display_name", feed->mutable_display_name(), violations);
  if (feed->state() == Feed::STATE_UNSPECIFIED) feed->set_state(Feed::ACTIVE);
  if (feed->watch() == Feed::WATCH_UNSPECIFIED) feed->set_watch(Feed::ASKED);
}

void CheckFeed(const Feed& next, Violations* violations) {
  if (!next.url().empty()) {
    const auto host = outgoing::HostOfUrl(next.url());
    if (!host.ok()) violations->Add("url", host.status().message());
    if (absl::StrContains(next.url(), "?")) violations->Add("url", "want no query");
  }
  if (next.refresh_hours() < 0 || next.refresh_hours() > kMostHours) {
    violations->Add("refresh_hours", "want 0 to 8,760");
  }
  if (next.calls_per_minute() < 0 || next.calls_per_minute() > kMostCalls) {
    violations->Add("calls_per_minute", "want 0 to 6,000");
  }
}

absl::Duration RefreshEvery(const Feed& feed) {
  return absl::Hours(feed.refresh_hours() == 0 ? kRefreshHours : feed.refresh_hours());
}

absl::Duration CallEvery(const Feed& feed) {
  return absl::Minutes(1) /
         (feed.calls_per_minute() == 0 ? kCallsPerMinute : feed.calls_per_minute());
}

absl::Duration PauseAfter(int64_t failures) {
  absl::Duration pause = kFirstPause;
  for (int64_t i = 1; i < failures && pause < kLongestPause; ++i) pause *= 2;
  return std::min(pause, kLongestPause);
}

bool IsIdentified(const v1::Customer& customer) {
  return customer.type() == v1::Customer::ORGANIZATION &&
         !customer.organization().credit_code().empty();
}

resource::Behavior<Feed> FeedBehavior(timers::Timers* timers) {
  resource::Behavior<Feed> behavior;
  behavior.normalize = [](const resource::WriteContext&, Feed* feed, Violations* violations) {
    NormalizeFeed(feed, violations);
  };
  behavior.check = [](ChangeKind kind, const Feed*, const Feed& next, Violations* violations) {
    if (resource::StatesValues(kind)) CheckFeed(next, violations);
  };
  behavior.assign = [](UnitOfWork&, ChangeKind, const Feed* old, Feed* next) {
    KeepSecretHome(old, next);
    return absl::OkStatus();
  };
  behavior.derive = [timers](UnitOfWork& work, ChangeKind kind, const Feed* old, const Feed& next) {
    return Derive(work, timers, kind, old, next);
  };
  return behavior;
}

}  // namespace guanxi::customer
