#include "customer-svc/access/data_access_rules.h"

#include "absl/strings/str_cat.h"
#include "common/resource/change_kind.h"
#include "common/resource/unit_of_work.h"
#include "common/rules/values.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::TimeUtil;
using resource::ChangeKind;
using resource::UnitOfWork;
using type::v1::Approval;
using v1::DataAccessLimit;
using v1::DataAccessRequest;

void CheckCount(absl::string_view path, int count, int most, Violations* violations) {
  if (count < 1 || count > most) violations->Add(path, absl::StrCat("want 1 to ", most));
}

approvals::ApprovalRules::Options Options() {
  approvals::ApprovalRules::Options options;
  options.type = DataAccessRequest::descriptor();
  // As data_access_request.proto says of `approval`.
  options.snapshot = {"purpose", "record_limit", "expire_time", "owner", "department"};
  // What is used is used under the approval, from the first record to the last.
  options.is_draft = [](const google::protobuf::Message&) { return true; };
  return options;
}

const approvals::ApprovalRules& DataAccessApproval() {
  static const auto* const rules = new approvals::ApprovalRules(Options());
  return *rules;
}

}  // namespace

void CheckDataAccessLimit(const DataAccessLimit& next, Violations* violations) {
  CheckCount("max_records", next.max_records(), kMostRecordsADay, violations);
}

void CheckDataAccessRequest(const DataAccessRequest& next, Violations* violations) {
  CheckCount("record_limit", next.record_limit(), kMostRecordsOfARequest, violations);
}

resource::Behavior<DataAccessLimit> DataAccessLimitBehavior() {
  resource::Behavior<DataAccessLimit> behavior;
  behavior.check = [](ChangeKind kind, const DataAccessLimit*, const DataAccessLimit& next,
                      Violations* violations) {
    if (StatesValues(kind)) CheckDataAccessLimit(next, violations);
  };
  return behavior;
}

resource::Behavior<DataAccessRequest> DataAccessRequestBehavior() {
  resource::Behavior<DataAccessRequest> behavior;
  behavior.normalize = [](const resource::WriteContext&, DataAccessRequest* message, Violations*) {
    rules::NormalizeNote(message->mutable_purpose());
  };
  behavior.check = [](ChangeKind kind, const DataAccessRequest*, const DataAccessRequest& next,
                      Violations* violations) {
    if (StatesValues(kind)) CheckDataAccessRequest(next, violations);
  };
  behavior.complete = [](UnitOfWork& work, const DataAccessRequest* old, DataAccessRequest* next) {
    return DataAccessApproval().Guard(work.now(), old, next);
  };
  return behavior;
}

approvals::ApprovedType ApprovedDataAccess(const resource::Resource& requests) {
  return {&requests, &DataAccessApproval(), nullptr};
}

absl::Status CheckUse(const DataAccessRequest& request, const std::string& user, absl::Time now,
                      int64_t records) {
  if (request.owner() != user) {
    return Error(absl::StatusCode::kPermissionDenied, "NOT_REQUEST_OWNER",
                 "the request is somebody else's");
  }
  if (request.approval().state() != Approval::APPROVED) {
    return FailedPrecondition("DATA_ACCESS_NOT_APPROVED", request.name(), "it is not approved");
  }
  const auto end = absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(request.expire_time()));
  if (now >= end) {
    return FailedPrecondition("DATA_ACCESS_REQUEST_OVER", request.name(),
                              "its `expire_time` has passed");
  }
  if (request.used_records() + records <= request.record_limit()) return absl::OkStatus();
  return FailedPrecondition(
      "DATA_ACCESS_USED_UP", request.name(),
      absl::StrCat("of ", request.record_limit(), " records it allows ", request.used_records(),
                   " were read out, and ", records, " more are asked for"));
}

}  // namespace guanxi::customer
