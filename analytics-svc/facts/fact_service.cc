#include "analytics-svc/facts/fact_service.h"

#include <algorithm>

#include "common/base/status_macros.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::analytics {
namespace {

// Not set where nothing is known.
void SetTime(absl::Time time, google::protobuf::Timestamp* (v1::Watermark::*mutable_time)(),
             v1::Watermark* watermark) {
  if (time == absl::InfinitePast()) return;
  *(watermark->*mutable_time)() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

}  // namespace

absl::StatusOr<v1::Watermark> FactServiceImpl::GetWatermark(const rpc::Call& call,
                                                            const v1::GetWatermarkRequest&) {
  const Uuid& tenant = call.principal.tenant;
  GUANXI_ASSIGN_OR_RETURN(const ServiceTimes times, part_->watermarks()->Read());
  GUANXI_ASSIGN_OR_RETURN(const auto parked, CountParked(database_, tenant));
  GUANXI_ASSIGN_OR_RETURN(const auto rebuilding, part_->rebuilds()->Pending(tenant));
  v1::Watermark watermark;
  absl::Time as_of = Earliest(times);
  if (copy_) {
    const Copy copy = copy_();
    as_of = std::min(as_of, copy.data_as_of);
    SetTime(copy.time, &v1::Watermark::mutable_copy_time, &watermark);
  }
  SetTime(as_of, &v1::Watermark::mutable_data_as_of, &watermark);
  for (const auto& [service, time] : times) {
    v1::SourceWatermark& source = *watermark.add_sources();
    source.set_service(service);
    if (time != absl::InfinitePast()) {
      *source.mutable_data_as_of() =
          google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
    }
    source.set_rebuilding(rebuilding.count(service) != 0);
    source.set_parked_events(parked.at(service));
  }
  return watermark;
}

absl::StatusOr<v1::RebuildFactsResponse> FactServiceImpl::RebuildFacts(
    const rpc::Call& call, const v1::RebuildFactsRequest&) {
  GUANXI_ASSIGN_OR_RETURN(const int kinds,
                          part_->rebuilds()->Add(call.principal.tenant, clock_->Now()));
  v1::RebuildFactsResponse response;
  response.set_kinds(kinds);
  return response;
}

}  // namespace guanxi::analytics
