#include "common/base/moved_clock.h"

#include <fstream>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace guanxi {

absl::StatusOr<std::unique_ptr<MovedClock>> MovedClock::Open(std::string file, Clock* base) {
  std::unique_ptr<MovedClock> clock(new MovedClock(std::move(file), base));
  const absl::StatusOr<absl::Duration> ahead = clock->Read();
  if (!ahead.ok()) return ahead.status();
  MutexLock lock(&clock->mutex_);
  clock->ahead_ = *ahead;
  return clock;
}

absl::Time MovedClock::Now() {
  const absl::Time now = base_->Now();
  MutexLock lock(&mutex_);
  // Read under the lock: a thread that was overtaken must not bring an older duration back.
  if (const absl::StatusOr<absl::Duration> ahead = Read(); ahead.ok()) ahead_ = *ahead;
  return now + ahead_;
}

absl::StatusOr<absl::Duration> MovedClock::Read() const {
  std::ifstream stream(file_);
  std::string text;
  if (!stream.is_open()) return absl::NotFoundError(absl::StrCat(file_, " cannot be read"));
  std::getline(stream, text);
  absl::Duration ahead;
  if (!absl::ParseDuration(absl::StripAsciiWhitespace(text), &ahead) ||
      absl::AbsDuration(ahead) == absl::InfiniteDuration()) {
    return absl::InvalidArgumentError(absl::StrCat(file_, " holds no duration such as 360h"));
  }
  return ahead;
}

}  // namespace guanxi
