#include "common/events/log_service.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/auth/system_tenant.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::events {
namespace {

using event::v1::BatchGetRecordsRequest;
using event::v1::BatchGetRecordsResponse;
using event::v1::ReadHistoriesRequest;
using event::v1::ReadHistoriesResponse;
using event::v1::ReadPartitionsRequest;
using event::v1::ReadPartitionsResponse;
using event::v1::ReadRecordsRequest;
using event::v1::ReadRecordsResponse;

constexpr int kDefaultLimit = 200;
constexpr size_t kMaxConsumerBytes = 64;
constexpr int kMaxIds = 100;
// How often a consumer's report is written down: while it moves on, by which the relay goes, and
// else, so that it is not taken for gone (Headroom::kSilence).
constexpr absl::Duration kMovingInterval = absl::Milliseconds(900);
constexpr absl::Duration kReportInterval = absl::Seconds(10);

bool IsConsumerName(const std::string& name) {
  return name.size() <= kMaxConsumerBytes && std::all_of(name.begin(), name.end(), [](char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '.' || c == '_' ||
                  c == '-';
         });
}

bool IsPartition(int partition) { return partition >= 0 && partition < kPartitions; }

void CheckId(const std::string& path, const std::string& id, Violations* violations) {
  if (!id.empty() && !Uuid::FromBytes(id).ok()) violations->Add(path, "empty, or 16 bytes");
}

void CheckCursors(const ReadPartitionsRequest& request, Violations* violations) {
  if (request.cursors().empty() || request.cursors_size() > kPartitions) {
    violations->Add("cursors", "1 to 16");
  }
  std::set<int> partitions;
  for (int i = 0; i < std::min(request.cursors_size(), kPartitions); ++i) {
    const event::v1::PartitionCursor& cursor = request.cursors(i);
    const std::string path = absl::StrCat("cursors[", i, "].");
    if (!IsPartition(cursor.partition())) {
      violations->Add(path + "partition", "0 to 15");
    } else if (!partitions.insert(cursor.partition()).second) {
      violations->Add(path + "partition", "each once");
    }
    CheckId(path + "log_id", cursor.log_id(), violations);
    if (cursor.after() < 0) violations->Add(path + "after", "not less than 0");
  }
}

absl::Status Validate(const ReadPartitionsRequest& request) {
  Violations violations;
  if (!IsConsumerName(request.consumer())) {
    violations.Add("consumer", "at most 64 bytes of a-z 0-9 . _ -");
  }
  CheckCursors(request, &violations);
  if (request.limit() < 0 || request.limit() > kMaxRead) violations.Add("limit", "0 to 1000");
  return violations.ToStatus();
}

// What requests that name records of one tenant have in common.
template <typename Request>
absl::Status Validate(const Request& request) {
  Violations violations;
  if (!Uuid::FromBytes(request.tenant_id()).ok()) violations.Add("tenant_id", "16 bytes");
  if (request.ids().empty() || request.ids_size() > kMaxIds) violations.Add("ids", "1 to 100");
  for (int i = 0; i < std::min(request.ids_size(), kMaxIds); ++i) {
    if (Uuid::FromBytes(request.ids(i)).ok()) continue;
    violations.Add(absl::StrCat("ids[", i, "]"), "16 bytes");
  }
  return violations.ToStatus();
}

}  // namespace

absl::StatusOr<ReadPartitionsResponse> LogServiceImpl::ReadPartitions(
    const rpc::Call& call, const ReadPartitionsRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckIsService(call.principal));
  GUANXI_RETURN_IF_ERROR(Validate(request));
  std::vector<Reached> places;
  for (const event::v1::PartitionCursor& cursor : request.cursors()) {
    places.push_back(
        {cursor.partition(), Uuid::FromBytes(cursor.log_id()).value_or(Uuid()), cursor.after()});
  }
  const int limit = request.limit() == 0 ? kDefaultLimit : request.limit();
  GUANXI_ASSIGN_OR_RETURN(std::vector<Section> sections, log_->ReadAll(places, limit));
  ReadPartitionsResponse response;
  response.set_log_id(std::string(sections[0].log.bytes()));
  std::vector<EventLog::Progress> due;
  for (size_t i = 0; i < sections.size(); ++i) {
    Section& section = sections[i];
    if (!request.consumer().empty() && section.log == places[i].log &&
        IsDue(request.consumer(), places[i])) {
      due.push_back({places[i], std::max<int64_t>(0, section.head - places[i].after)});
    }
    event::v1::PartitionSection& told = *response.add_sections();
    told.set_partition(places[i].partition);
    told.set_head(section.head);
    told.set_trimmed(section.trimmed);
    for (auto& event : section.events) *told.add_events() = std::move(event);
  }
  GUANXI_RETURN_IF_ERROR(log_->Report(request.consumer(), due));
  return response;
}

absl::StatusOr<ReadRecordsResponse> LogServiceImpl::ReadRecords(const rpc::Call& call,
                                                                const ReadRecordsRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckIsService(call.principal));
  Violations violations;
  if (!IsPartition(request.partition())) violations.Add("partition", "0 to 15");
  CheckId("after_tenant", request.after_tenant(), &violations);
  CheckId("after_id", request.after_id(), &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  absl::StatusOr<RecordPage> page = absl::NotFoundError("there are no records");
  if (records_ != nullptr) {
    page = records_->Read(request.resource_type(), request.partition(),
                          Uuid::FromBytes(request.after_tenant()).value_or(Uuid()),
                          Uuid::FromBytes(request.after_id()).value_or(Uuid()));
  }
  if (absl::IsNotFound(page.status())) {
    return InvalidField("resource_type", "is none of this service");
  }
  GUANXI_RETURN_IF_ERROR(page.status());
  ReadRecordsResponse response;
  for (auto& record : page->records) *response.add_records() = std::move(record);
  if (!page->next_tenant.IsNil()) {
    response.set_next_tenant(std::string(page->next_tenant.bytes()));
    response.set_next_id(std::string(page->next_id.bytes()));
  }
  return response;
}

absl::StatusOr<BatchGetRecordsResponse> LogServiceImpl::BatchGetRecords(
    const rpc::Call& call, const BatchGetRecordsRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckIsService(call.principal));
  GUANXI_RETURN_IF_ERROR(Validate(request));
  absl::StatusOr<SomeRecords> some = absl::NotFoundError("there are no records");
  if (records_ != nullptr) {
    some = records_->Some(request.resource_type(), request.tenant_id(),
                          {request.ids().begin(), request.ids().end()});
  }
  if (absl::IsNotFound(some.status())) {
    return InvalidField("resource_type", "is none of this service");
  }
  GUANXI_RETURN_IF_ERROR(some.status());
  BatchGetRecordsResponse response;
  for (auto& record : some->records) *response.add_records() = std::move(record);
  for (const std::string& id : some->left) response.add_remaining_ids(id);
  return response;
}

absl::StatusOr<ReadHistoriesResponse> LogServiceImpl::ReadHistories(
    const rpc::Call& call, const ReadHistoriesRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckIsService(call.principal));
  GUANXI_RETURN_IF_ERROR(Validate(request));
  Violations violations;
  CheckId("after.resource_id", request.after().resource_id(), &violations);
  CheckId("after.event_id", request.after().event_id(), &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  absl::StatusOr<Histories> histories = absl::NotFoundError("there are no records");
  if (records_ != nullptr) {
    histories =
        records_->ReadHistories(request.resource_type(), request.tenant_id(),
                                {request.ids().begin(), request.ids().end()}, request.after());
  }
  if (absl::IsNotFound(histories.status())) {
    return InvalidField("resource_type", "is none of this service");
  }
  GUANXI_RETURN_IF_ERROR(histories.status());
  ReadHistoriesResponse response;
  for (auto& event : histories->events) *response.add_events() = std::move(event);
  if (histories->next.has_value()) *response.mutable_next() = *histories->next;
  return response;
}

bool LogServiceImpl::IsDue(const std::string& consumer, const Reached& reached) {
  MutexLock lock(&mutex_);
  const absl::Time now = clock_->Now();
  Report& last = reported_[{consumer, reached.partition}];
  const bool moved = reached.after != last.position;
  if (now - last.time < (moved ? kMovingInterval : kReportInterval)) return false;
  last = {now, reached.after};
  return true;
}

}  // namespace guanxi::events
