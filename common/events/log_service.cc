#include "common/events/log_service.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "common/auth/system_tenant.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::events {
namespace {

using event::v1::ReadPartitionRequest;
using event::v1::ReadPartitionResponse;
using event::v1::ReadRecordsRequest;
using event::v1::ReadRecordsResponse;

constexpr int kDefaultLimit = 200;
constexpr size_t kMaxConsumerBytes = 64;
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

void CheckPartition(int partition, Violations* violations) {
  if (partition < 0 || partition >= kPartitions) violations->Add("partition", "0 to 15");
}

void CheckId(const std::string& path, const std::string& id, Violations* violations) {
  if (!id.empty() && !Uuid::FromBytes(id).ok()) violations->Add(path, "empty, or 16 bytes");
}

absl::Status Validate(const ReadPartitionRequest& request) {
  Violations violations;
  if (!IsConsumerName(request.consumer())) {
    violations.Add("consumer", "at most 64 bytes of a-z 0-9 . _ -");
  }
  CheckPartition(request.partition(), &violations);
  CheckId("log_id", request.log_id(), &violations);
  if (request.after() < 0) violations.Add("after", "not less than 0");
  if (request.limit() < 0 || request.limit() > kMaxRead) violations.Add("limit", "0 to 1000");
  return violations.ToStatus();
}

}  // namespace

absl::StatusOr<ReadPartitionResponse> LogServiceImpl::ReadPartition(
    const rpc::Call& call, const ReadPartitionRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckIsService(call.principal));
  GUANXI_RETURN_IF_ERROR(Validate(request));
  const Uuid asked = Uuid::FromBytes(request.log_id()).value_or(Uuid());
  const int limit = request.limit() == 0 ? kDefaultLimit : request.limit();
  GUANXI_ASSIGN_OR_RETURN(Section section,
                          log_->Read(request.partition(), asked, request.after(), limit));
  if (!request.consumer().empty() && section.log == asked && IsDue(request)) {
    GUANXI_RETURN_IF_ERROR(log_->Report(request.consumer(), request.partition(), section.log,
                                        request.after(), section.head - request.after()));
  }
  ReadPartitionResponse response;
  response.set_log_id(std::string(section.log.bytes()));
  response.set_head(section.head);
  response.set_trimmed(section.trimmed);
  for (auto& event : section.events) *response.add_events() = std::move(event);
  return response;
}

absl::StatusOr<ReadRecordsResponse> LogServiceImpl::ReadRecords(const rpc::Call& call,
                                                                const ReadRecordsRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckIsService(call.principal));
  Violations violations;
  CheckPartition(request.partition(), &violations);
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

bool LogServiceImpl::IsDue(const ReadPartitionRequest& request) {
  MutexLock lock(&mutex_);
  const absl::Time now = clock_->Now();
  Report& last = reported_[{request.consumer(), request.partition()}];
  const bool moved = request.after() != last.position;
  if (now - last.time < (moved ? kMovingInterval : kReportInterval)) return false;
  last = {now, request.after()};
  return true;
}

}  // namespace guanxi::events
