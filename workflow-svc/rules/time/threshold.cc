#include "workflow-svc/rules/time/threshold.h"

#include <algorithm>
#include <cstdint>

namespace guanxi::workflow {
namespace {

constexpr size_t kBytes = 8;  // of a time, the least significant first

}  // namespace

Counted CountTowards(const Threshold& threshold, std::vector<absl::Time> times, absl::Time at) {
  const absl::Time event = absl::FromUnixMicros(absl::ToUnixMicros(at));
  times.insert(std::upper_bound(times.begin(), times.end(), event), event);
  const absl::Time first = times.back() - threshold.period;
  times.erase(times.begin(), std::lower_bound(times.begin(), times.end(), first));
  Counted counted;
  counted.reached = times.size() >= static_cast<size_t>(threshold.count);
  if (!counted.reached) counted.times = std::move(times);
  return counted;
}

std::string EncodeTimes(const std::vector<absl::Time>& times) {
  std::string bytes;
  for (const absl::Time time : times) {
    const auto micros = static_cast<uint64_t>(absl::ToUnixMicros(time));
    for (size_t i = 0; i < kBytes; ++i) bytes.push_back(static_cast<char>(micros >> (8 * i)));
  }
  return bytes;
}

absl::StatusOr<std::vector<absl::Time>> DecodeTimes(absl::string_view bytes) {
  if (bytes.size() % kBytes != 0) return absl::InternalError("counted times cannot be read");
  std::vector<absl::Time> times;
  for (size_t at = 0; at < bytes.size(); at += kBytes) {
    uint64_t micros = 0;
    for (size_t i = kBytes; i-- > 0;) {
      micros = micros << 8 | static_cast<unsigned char>(bytes[at + i]);
    }
    times.push_back(absl::FromUnixMicros(static_cast<int64_t>(micros)));
  }
  return times;
}

}  // namespace guanxi::workflow
