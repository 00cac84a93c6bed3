#include "bench/behavior.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/closed_loop.h"
#include "bench/copied_rows.h"
#include "bench/figure.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/behavior_event_service.grpc.pb.h"

namespace guanxi::bench {
namespace {

using customer::v1::BehaviorEvent;
using customer::v1::BehaviorEventService;
using customer::v1::IngestBehaviorEventsRequest;
using customer::v1::StreamBehaviorEventsRequest;
using google::protobuf::util::TimeUtil;
using Requests = google::protobuf::RepeatedPtrField<customer::v1::CreateBehaviorEventRequest>;

constexpr int kEntries = 1000;
constexpr int kMessages = 10;  // a round
constexpr int kRounds = 3;
constexpr int kVisitors = 200;
constexpr double kWantedRate = 20'000;
const Appended kEvents{"behavior_events", 7};

Requests MakeEvents(UuidSource* ids) {
  Requests requests;
  const int64_t now = absl::ToUnixMillis(absl::Now());
  for (int i = 0; i < kEntries; ++i) {
    BehaviorEvent& event = *requests.Add()->mutable_behavior_event();
    event.set_kind(i % 10 == 0 ? BehaviorEvent::CLICK : BehaviorEvent::VISIT);
    event.set_visitor(DeriveUuid("visitor", absl::StrCat(i % kVisitors)).ToString());
    event.set_topic("价格");
    event.set_page("https://www.example.com/products/crm/price");
    event.set_channel_state("hz-expo");
    *event.mutable_occur_time() = TimeUtil::MillisecondsToTimestamp(now - kEntries + i);
    (*event.mutable_external_ids())["web"] = ids->Next().ToString();
  }
  return requests;
}

// What a round takes by calls.
absl::StatusOr<absl::Duration> TimeCalls(const Target& target, BehaviorEventService::Stub* stub,
                                         UuidSource* ids) {
  absl::Duration spent;
  for (int i = 0; i < kMessages; ++i) {
    IngestBehaviorEventsRequest request;
    *request.mutable_requests() = MakeEvents(ids);
    customer::v1::IngestBehaviorEventsResponse response;
    grpc::ClientContext context;
    rpc::Prepare(absl::Seconds(30), target.token, &context);
    const absl::Time begin = absl::Now();
    const grpc::Status status = stub->IngestBehaviorEvents(&context, request, &response);
    spent += absl::Now() - begin;
    if (!status.ok()) return FromGrpcStatus(status);
    for (const auto& result : response.results()) {
      if (result.outcome() != metadata::v1::IngestResult::CREATED) {
        return absl::InternalError("an event was not stored");
      }
    }
  }
  return spent;
}

// What a round takes by one stream; its messages were made before.
absl::StatusOr<absl::Duration> TimeStream(const Target& target, BehaviorEventService::Stub* stub,
                                          UuidSource* ids) {
  std::vector<StreamBehaviorEventsRequest> messages(kMessages);
  for (StreamBehaviorEventsRequest& one : messages) *one.mutable_requests() = MakeEvents(ids);
  customer::v1::StreamBehaviorEventsResponse response;
  grpc::ClientContext context;
  rpc::Prepare(absl::Seconds(60), target.token, &context);
  const absl::Time begin = absl::Now();
  const auto writer = stub->StreamBehaviorEvents(&context, &response);
  for (const StreamBehaviorEventsRequest& one : messages) {
    if (!writer->Write(one)) break;  // Finish says why
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  const absl::Duration spent = absl::Now() - begin;
  if (!status.ok()) return FromGrpcStatus(status);
  int created = 0;
  for (const auto& batch : response.batches()) created += batch.created_count();
  if (created != kMessages * kEntries) return absl::InternalError("an event was not stored");
  return spent;
}

}  // namespace

absl::Status MeasureBehavior(const Target& target) {
  const auto stub = BehaviorEventService::NewStub(OwnChannels(target.ours, 1)[0]);
  const struct {
    const char* name;
    absl::StatusOr<absl::Duration> (*time)(const Target&, BehaviorEventService::Stub*, UuidSource*);
  } ways[] = {{"ingest of behaviour of 200 visitors", TimeCalls},
              {"stream of behaviour of 200 visitors", TimeStream}};
  constexpr int kCount = kMessages * kEntries;
  double streamed = 0;
  for (const auto& way : ways) {
    std::vector<double> ours, raw;
    UuidSource ids;
    for (int round = -1; round < kRounds; ++round) {  // the first one warms up
      const absl::Time begin = absl::Now();
      GUANXI_ASSIGN_OR_RETURN(const absl::Duration spent, way.time(target, stub.get(), &ids));
      GUANXI_ASSIGN_OR_RETURN(const auto tables, CopyRows(target, kEvents, begin, kCount));
      GUANXI_ASSIGN_OR_RETURN(const double raw_rate, TimeRaw(target, tables));
      if (round < 0) continue;
      ours.push_back(kCount / absl::ToDoubleSeconds(spent));
      raw.push_back(raw_rate);
    }
    streamed = Median(ours);
    Print({way.name, streamed, Median(raw), "entries/s", 0.5});
  }
  Print({"stream of behaviour against 20,000 a second", streamed, kWantedRate, "entries/s", 1});
  return absl::OkStatus();
}

}  // namespace guanxi::bench
