#include "common/testing/log_capture.h"

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "common/base/log.h"

namespace guanxi {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(10);

}  // namespace

LogCapture::LogCapture() {
  SetLogSink([this](absl::string_view line) {
    MutexLock lock(&mutex_);
    lines_.emplace_back(line);
    changed_.SignalAll();
  });
}

LogCapture::~LogCapture() { SetLogSink(nullptr); }

std::vector<std::string> LogCapture::Lines(absl::string_view text) {
  MutexLock lock(&mutex_);
  std::vector<std::string> found;
  for (const std::string& line : lines_) {
    if (absl::StrContains(line, text)) found.push_back(line);
  }
  return found;
}

std::string LogCapture::WaitFor(absl::string_view text) {
  const absl::Time end = absl::Now() + kPatience;
  MutexLock lock(&mutex_);
  while (true) {
    for (const std::string& line : lines_) {
      if (absl::StrContains(line, text)) return line;
    }
    if (absl::Now() >= end) return "";
    changed_.WaitWithTimeout(&mutex_, end - absl::Now());
  }
}

}  // namespace guanxi
