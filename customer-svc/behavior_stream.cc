#include "customer-svc/behavior_stream.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::customer {

using metadata::v1::IngestResult;

absl::Status BehaviorStream::Take(v1::StreamBehaviorEventsRequest message) {
  if (answer_.batches_size() >= limits_.batches) {
    return Error(absl::StatusCode::kOutOfRange, "STREAM_TOO_LONG",
                 absl::StrCat("a stream takes ", limits_.batches, " messages"));
  }
  v1::IngestBehaviorEventsRequest batch;
  batch.mutable_requests()->Swap(message.mutable_requests());
  GUANXI_ASSIGN_OR_RETURN(const auto taken,
                          events_.Ingest<v1::IngestBehaviorEventsResponse>(call_, batch));
  Note(taken);
  return absl::OkStatus();
}

void BehaviorStream::Note(const v1::IngestBehaviorEventsResponse& taken) {
  v1::BehaviorBatch& batch = *answer_.add_batches();
  for (int i = 0; i < taken.results_size(); ++i) {
    const IngestResult& result = taken.results(i);
    switch (result.outcome()) {
      case IngestResult::CREATED:
        batch.set_created_count(batch.created_count() + 1);
        break;
      case IngestResult::ALREADY_THERE:
        batch.set_already_there_count(batch.already_there_count() + 1);
        break;
      default:
        batch.set_failed_count(batch.failed_count() + 1);
        if (told_ >= limits_.failures) break;
        ++told_;
        batch.add_failures()->set_entry(i);
        *batch.mutable_failures(batch.failures_size() - 1)->mutable_error() = result.error();
    }
  }
  held_bytes_ += static_cast<int64_t>(batch.SpaceUsedLong());
}

}  // namespace guanxi::customer
