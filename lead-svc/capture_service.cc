#include "lead-svc/capture_service.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"

namespace guanxi::lead {
namespace {

constexpr int kMaxEntries = 50;

absl::Status Check(const v1::BatchCaptureLeadsRequest& batch) {
  Violations violations;
  if (batch.requests().empty()) violations.Add("requests", "is required");
  if (batch.requests_size() > kMaxEntries) violations.Add("requests", "has more than 50");
  if (!batch.request_id().empty() && !Uuid::Parse(batch.request_id()).ok()) {
    violations.Add("request_id", "must be a UUID");
  }
  for (int i = 0; i < batch.requests_size(); ++i) {
    const std::string path = absl::StrCat("requests[", i, "]");
    if (!batch.requests(i).request_id().empty()) {
      violations.Add(path + ".request_id", "the batch has one");
    }
    if (batch.requests(i).validate_only()) {
      violations.Add(path + ".validate_only", "is not for entries of a batch");
    }
  }
  return violations.ToStatus();
}

}  // namespace

absl::StatusOr<v1::BatchCaptureLeadsResponse> CaptureServiceImpl::BatchCaptureLeads(
    const rpc::Call& call, const v1::BatchCaptureLeadsRequest& request) {
  GUANXI_RETURN_IF_ERROR(Check(request));
  v1::BatchCaptureLeadsResponse response;
  for (int i = 0; i < request.requests_size(); ++i) {
    v1::CaptureLeadRequest entry = request.requests(i);
    if (!request.request_id().empty()) {
      entry.set_request_id(
          DeriveUuid("capture", absl::StrCat(request.request_id(), " ", i)).ToString());
    }
    auto taken = capture_->Take(call, entry);
    // Nothing is written yet: nobody of the batch will be taken in. Later it is that one's error.
    if (i == 0 && Reason(taken.status()) == "CAPTURE_NEEDS_ALL") return taken.status();
    v1::CaptureResult& result = *response.add_results();
    if (taken.ok()) {
      *result.mutable_response() = *std::move(taken);
    } else {
      result.mutable_error()->ParseFromString(ToGrpcStatus(taken.status()).error_details());
    }
  }
  return response;
}

}  // namespace guanxi::lead
