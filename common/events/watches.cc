#include "common/events/watches.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::events {
namespace {

using event::v1::ListEventsRequest;
using event::v1::ListEventsResponse;
using event::v1::WatchEventsRequest;
using Sent = rpc::Sent<ListEventsResponse>;

constexpr int kPage = 100;
// So long before its deadline a watch ends by itself.
constexpr absl::Duration kMargin = absl::Seconds(1);

}  // namespace

class Watches::Watch final : public Sender {
 public:
  Watch(Watches* all, const rpc::Call& call, const WatchEventsRequest& request)
      : all_(*all), call_(call), request_(request), opened_(all->clock_->Now()) {
    entered_ = all_.Enter(tenant());
  }
  ~Watch() override {
    if (entered_.ok()) all_.Leave(tenant());
  }

  absl::StatusOr<Sent> Next() override {
    GUANXI_RETURN_IF_ERROR(entered_);
    const absl::Time now = all_.clock_->Now();
    Sent sent;
    if (now >= opened_ + kWatchLife || now + kMargin >= call_.deadline) {
      sent.ends = true;
      return sent;
    }
    // Before the events are read: what comes meanwhile makes it another number.
    GUANXI_ASSIGN_OR_RETURN(const int64_t change, all_.ChangeOf(tenant()));
    GUANXI_ASSIGN_OR_RETURN(const bool due, IsDue(change, now));
    if (due) {
      GUANXI_ASSIGN_OR_RETURN(sent.message, Read(now));
      seen_ = change;
    }
    const bool idle = !sent.message.has_value() && !more_;
    pause_ = idle ? std::min(2 * pause_, all_.looks_.last) : all_.looks_.first;
    // What is there and others' alone is passed over as fast as it can be read.
    sent.pause = more_ ? absl::ZeroDuration() : pause_;
    return sent;
  }

 private:
  const Uuid& tenant() const { return call_.principal.tenant; }

  // Whether there may be something to say.
  absl::StatusOr<bool> IsDue(int64_t change, absl::Time now) {
    if (!mark_.has_value() || more_ || change != seen_ || now - spoke_ >= kWatchPulse) return true;
    GUANXI_ASSIGN_OR_RETURN(const std::string rights, all_.events_.RightsOf(call_));
    return rights != mark_->rights;
  }

  absl::StatusOr<std::optional<ListEventsResponse>> Read(absl::Time now) {
    const bool first = !mark_.has_value();
    if (first) {
      ListEventsRequest start;
      start.set_token(request_.token());
      start.set_start(request_.start());
      GUANXI_ASSIGN_OR_RETURN(mark_, all_.events_.MarkOf(call_, start));
    }
    Bookmark next;
    GUANXI_ASSIGN_OR_RETURN(ListEventsResponse response,
                            all_.events_.ReadBehind(call_, *mark_, kPage, &next));
    mark_ = std::move(next);
    more_ = response.more();
    const bool says = response.events_size() > 0 || response.gap() || response.resync();
    if (!says && !first && now - spoke_ < kWatchPulse) {
      return std::optional<ListEventsResponse>();
    }
    spoke_ = now;
    return std::optional<ListEventsResponse>(std::move(response));
  }

  Watches& all_;
  const rpc::Call& call_;
  const WatchEventsRequest& request_;
  const absl::Time opened_;
  absl::Status entered_;
  std::optional<Bookmark> mark_;  // none: not begun
  bool more_ = false;             // there are events behind `mark_`
  int64_t seen_ = 0;
  absl::Time spoke_ = absl::InfinitePast();
  absl::Duration pause_;
};

std::unique_ptr<Watches::Sender> Watches::Open(const rpc::Call& call,
                                               const WatchEventsRequest& request) {
  return std::make_unique<Watch>(this, call, request);
}

int Watches::count() const {
  MutexLock lock(&mutex_);
  return count_;
}

absl::Status Watches::Enter(const Uuid& tenant) {
  MutexLock lock(&mutex_);
  int& of_tenant = tenants_[tenant];
  if (of_tenant >= kMaxTenantWatches || count_ >= kMaxWatches) {
    if (of_tenant == 0) tenants_.erase(tenant);
    return ResourceExhausted("TOO_MANY_WATCHES", "as many watches are open as there may be",
                             kWatchPulse);
  }
  ++of_tenant;
  ++count_;
  return absl::OkStatus();
}

void Watches::Leave(const Uuid& tenant) {
  MutexLock lock(&mutex_);
  --count_;
  if (--tenants_[tenant] > 0) return;
  tenants_.erase(tenant);
  changed_.erase(tenant);
  if (count_ == 0) seen_.reset();
}

absl::StatusOr<int64_t> Watches::ChangeOf(const Uuid& tenant) {
  GUANXI_RETURN_IF_ERROR(Look());
  MutexLock lock(&mutex_);
  const auto own = changed_.find(tenant);
  return std::max(changed_all_, own == changed_.end() ? 0 : own->second);
}

absl::Status Watches::Look() {
  std::optional<FeedPlace> before;
  {
    MutexLock lock(&mutex_);
    const absl::Time now = clock_->Now();
    if (looking_ || now - looked_ < looks_.first) return absl::OkStatus();
    looking_ = true;
    looked_ = now;
    before = seen_;
  }
  const auto end = events_.feed().End();
  absl::StatusOr<std::set<std::string>> tenants = std::set<std::string>();
  const bool known = end.ok() && before.has_value() && before->log == end->log;
  if (known) tenants = events_.feed().TenantsBetween(*before, *end);
  MutexLock lock(&mutex_);
  looking_ = false;
  GUANXI_RETURN_IF_ERROR(end.status());
  GUANXI_RETURN_IF_ERROR(tenants.status());
  seen_ = *end;
  if (!known) changed_all_ = ++turn_;
  if (known && !tenants->empty()) ++turn_;
  for (const std::string& bytes : *tenants) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid tenant, Uuid::FromBytes(bytes));
    if (tenants_.count(tenant) != 0) changed_[tenant] = turn_;
  }
  return absl::OkStatus();
}

}  // namespace guanxi::events
