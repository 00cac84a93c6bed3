#include "common/auth/jwks_source.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi {

JwksSource::JwksSource(Fetch fetch, const Options& options)
    : fetch_(std::move(fetch)),
      options_(options),
      ticker_(std::min(options.retry_interval, options.refresh_interval), [this] { Tick(); }) {}

JwksSource::Snapshot JwksSource::Current() const {
  MutexLock lock(&mutex_);
  return current_;
}

bool JwksSource::RequestRefresh() {
  {
    const absl::Time now = absl::Now();
    MutexLock lock(&mutex_);
    if (requested_) return true;
    if (now - last_request_ < options_.min_request_interval) return false;
    last_request_ = now;
    requested_ = true;
  }
  ticker_.Wake();
  return true;
}

absl::Status JwksSource::Ready() const {
  MutexLock lock(&mutex_);
  if (current_.keys != nullptr) return absl::OkStatus();
  return Unavailable("KEYS_UNAVAILABLE", "the keys that verify tokens are not there yet");
}

void JwksSource::Tick() {
  bool requested;
  {
    MutexLock lock(&mutex_);
    requested = requested_;
    if (!requested && absl::Now() < next_fetch_) return;
  }
  std::shared_ptr<const KeySet> keys;
  const absl::Status status = FetchInto(&keys);
  if (!status.ok()) {
    Log(Severity::kWarning, "auth.keys_not_refreshed",
        {{"code", absl::StatusCodeToString(status.code())}, {"reason", Reason(status)}});
  }
  MutexLock lock(&mutex_);
  if (keys != nullptr) {
    current_.keys = std::move(keys);
    ++current_.generation;
  }
  if (requested) requested_ = false;  // a request that came meanwhile gets its own fetch
  next_fetch_ = absl::Now() + (status.ok() ? options_.refresh_interval : options_.retry_interval);
}

// Sets `*keys` if they are others than before.
absl::Status JwksSource::FetchInto(std::shared_ptr<const KeySet>* keys) {
  GUANXI_ASSIGN_OR_RETURN(std::string text, fetch_());
  if (text == text_) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(KeySet parsed, ParseJwks(text));
  Log(Severity::kInfo, "auth.keys", {{"count", parsed.size()}});
  *keys = std::make_shared<const KeySet>(std::move(parsed));
  text_ = std::move(text);
  return absl::OkStatus();
}

}  // namespace guanxi
