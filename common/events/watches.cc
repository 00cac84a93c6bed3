#include "common/events/watches.h"

#include <utility>

#include "absl/time/clock.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::events {
namespace {

using event::v1::ListEventsRequest;
using event::v1::ListEventsResponse;

// A caller that takes nothing for so long is cut off.
constexpr absl::Duration kStallLimit = absl::Seconds(30);
constexpr int kPage = 100;

std::string TenantOf(const rpc::Call& call) { return std::string(call.principal.tenant.bytes()); }

}  // namespace

Watches::Watches(const TenantEvents* events, const Feed* feed, absl::Duration interval)
    : events_(events),
      feed_(feed),
      ticker_(std::make_unique<Ticker>(interval, [this] { Tick(); })) {}

Watches::~Watches() {
  ticker_.reset();
  TakeOpened();
  for (One& one : watches_) {
    one.stream->End(Unavailable("SERVER_STOPS", "the server stops: watch again"));
  }
}

absl::Status Watches::Open(std::shared_ptr<Stream> stream,
                           const event::v1::WatchEventsRequest& request) {
  const std::string tenant = TenantOf(stream->call());
  MutexLock lock(&mutex_);
  if (tenants_.count(tenant) >= kMaxTenantWatches || tenants_.size() >= kMaxWatches) {
    return ResourceExhausted("TOO_MANY_WATCHES", "as many watches are open as there may be",
                             kWatchPulse);
  }
  tenants_.insert(tenant);
  One one;
  one.stream = std::move(stream);
  one.request = request;
  one.opened = one.spoke = absl::Now();
  opened_.push_back(std::move(one));
  return absl::OkStatus();
}

int Watches::count() const {
  MutexLock lock(&mutex_);
  return static_cast<int>(tenants_.size());
}

void Watches::TakeOpened() {
  MutexLock lock(&mutex_);
  for (One& one : opened_) watches_.push_back(std::move(one));
  opened_.clear();
}

void Watches::Tick() {
  TakeOpened();
  if (watches_.empty()) {
    seen_.reset();
    return;
  }
  const auto changed = Changed();
  if (!changed.ok()) {
    Log(Severity::kWarning, "events.watches_wait", {{"reason", Reason(changed.status())}});
  }
  const absl::Time now = absl::Now();
  for (auto one = watches_.begin(); one != watches_.end();) {
    const std::string tenant = TenantOf(one->stream->call());
    if (changed.ok() && (!changed->has_value() || (*changed)->count(tenant) != 0)) {
      one->more = true;
    }
    if (Serve(&*one, now)) {
      ++one;
      continue;
    }
    one = watches_.erase(one);
    MutexLock lock(&mutex_);
    tenants_.erase(tenants_.find(tenant));
  }
}

absl::StatusOr<std::optional<std::set<std::string>>> Watches::Changed() {
  GUANXI_ASSIGN_OR_RETURN(const FeedPlace end, feed_->End());
  const std::optional<FeedPlace> before = std::exchange(seen_, end);
  if (!before.has_value() || before->log != end.log) return std::nullopt;
  auto tenants = feed_->TenantsBetween(*before, end);
  if (!tenants.ok()) {
    seen_ = before;
    return tenants.status();
  }
  return std::optional<std::set<std::string>>(*std::move(tenants));
}

bool Watches::Serve(One* one, absl::Time now) {
  if (one->stream->over()) return false;
  if (one->stream->Stalled() > kStallLimit) {
    one->stream->Reset();
    return false;
  }
  if (now >= one->opened + kWatchLife || now >= one->stream->call().deadline) {
    one->stream->End(absl::OkStatus());
    return false;
  }
  const bool silent = now - one->spoke >= kWatchPulse;
  if (one->stream->Stalled() > absl::ZeroDuration() || (!one->more && !silent)) return true;
  const absl::Status sent = SendNext(one, now);
  if (sent.ok()) return true;
  one->stream->End(sent);
  return false;
}

absl::Status Watches::SendNext(One* one, absl::Time now) {
  const rpc::Call& call = one->stream->call();
  const bool first = !one->place.has_value();
  if (first) {
    ListEventsRequest start;
    start.set_token(one->request.token());
    start.set_start(one->request.start());
    GUANXI_ASSIGN_OR_RETURN(one->place, events_->PlaceOf(call, start));
  }
  FeedPlace next;
  GUANXI_ASSIGN_OR_RETURN(ListEventsResponse response,
                          events_->ReadBehind(call, *one->place, kPage, &next));
  const bool says = response.events_size() > 0 || response.gap();
  const bool more = response.more();
  if (says || first || now - one->spoke >= kWatchPulse) {
    if (!one->stream->TrySend(std::move(response))) return absl::OkStatus();  // once more, later
    one->spoke = now;
  }
  one->place = next;
  one->more = more;
  return absl::OkStatus();
}

}  // namespace guanxi::events
