#include "analytics-svc/semantic/rollup_choice.h"

#include <algorithm>

namespace guanxi::analytics {
namespace {

constexpr int64_t kHour = 3600;

bool IsStart(const Buckets& buckets, absl::Time moment) {
  const int64_t seconds = absl::ToUnixSeconds(moment);
  return absl::FromUnixSeconds(seconds) == moment &&
         (seconds + buckets.offset_seconds) % buckets.seconds == 0;
}

// Whether whole buckets lie in each period, on whatever clock the zone had.
bool HasPeriods(const Buckets& buckets, Granularity granularity, absl::TimeZone zone,
                const std::optional<TimeRange>& range) {
  const Granularity finest = buckets.seconds > kHour ? Granularity::kDay : Granularity::kHour;
  if (granularity < finest) return false;
  const std::vector<ZoneOffset> offsets = OffsetsOf(zone, range);
  return std::all_of(offsets.begin(), offsets.end(), [&](const ZoneOffset& one) {
    const bool is_alike = (one.seconds - buckets.offset_seconds) % buckets.seconds == 0;
    return is_alike && (one.until == absl::InfiniteFuture() || IsStart(buckets, one.until));
  });
}

bool HasMoment(const Rollup& rollup, const MomentUse& use, absl::TimeZone zone) {
  if (rollup.moment.empty() || use.column != rollup.moment) return false;
  if (use.granularity && !HasPeriods(rollup.buckets, *use.granularity, zone, use.range)) {
    return false;
  }
  return std::all_of(use.bounds.begin(), use.bounds.end(),
                     [&](absl::Time bound) { return IsStart(rollup.buckets, bound); });
}

bool HasAll(const Rollup& rollup, const FactsRead& read, absl::TimeZone zone) {
  return std::all_of(read.columns.begin(), read.columns.end(),
                     [&](const std::string& one) { return rollup.HasColumn(one); }) &&
         std::all_of(read.measures.begin(), read.measures.end(),
                     [&](const std::string& one) { return rollup.HasMeasure(one); }) &&
         std::all_of(read.moments.begin(), read.moments.end(),
                     [&](const MomentUse& one) { return HasMoment(rollup, one, zone); });
}

}  // namespace

const Rollup* ChooseRollup(const Cube& cube, const FactsRead& read, absl::TimeZone zone) {
  for (const Rollup* rollup : Rollups()) {
    if (rollup->cube == cube.name && HasAll(*rollup, read, zone)) return rollup;
  }
  return nullptr;
}

}  // namespace guanxi::analytics
