#include "common/jobs/operations_service.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/page/page_size.h"

namespace guanxi::jobs {
namespace {

using google::longrunning::CancelOperationRequest;
using google::longrunning::DeleteOperationRequest;
using google::longrunning::GetOperationRequest;
using google::longrunning::ListOperationsRequest;
using google::longrunning::ListOperationsResponse;
using google::longrunning::WaitOperationRequest;
using google::protobuf::Empty;

constexpr absl::Duration kMaxWait = absl::Seconds(20);
constexpr absl::Duration kFirstPause = absl::Milliseconds(100);
constexpr absl::Duration kLastPause = absl::Seconds(2);
// Rows of a page that are in memory at once: they may be wide.
constexpr int kReadAtOnce = 50;

// A token is the name of the last operation that was seen: ids are ordered by time, and a
// foreign id shows nothing but one's own operations.
absl::StatusOr<Uuid> ParsePageToken(const std::string& token) {
  if (token.empty()) return Uuid();
  absl::StatusOr<Uuid> id = Uuid::Parse(token);
  if (!id.ok()) return InvalidField("page_token", "is not one of ours", "INVALID_PAGE_TOKEN");
  return id;
}

absl::Duration WaitTime(const WaitOperationRequest& request) {
  if (!request.has_timeout()) return kMaxWait;
  const absl::Duration asked =
      absl::Seconds(request.timeout().seconds()) + absl::Nanoseconds(request.timeout().nanos());
  return std::min(asked, kMaxWait);
}

}  // namespace

OperationsService::OperationsService(rpc::Pipeline* pipeline, OperationStore* store)
    : rpc_(pipeline, google::longrunning::Operations::service_full_name()), store_(store) {}

grpc::ServerUnaryReactor* OperationsService::GetOperation(
    grpc::CallbackServerContext* context, const GetOperationRequest* request,
    google::longrunning::Operation* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const GetOperationRequest& request) {
                      return Get(call, request.name());
                    });
}

grpc::ServerUnaryReactor* OperationsService::ListOperations(grpc::CallbackServerContext* context,
                                                            const ListOperationsRequest* request,
                                                            ListOperationsResponse* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const ListOperationsRequest& request) {
                      return List(call, request);
                    });
}

grpc::ServerUnaryReactor* OperationsService::CancelOperation(grpc::CallbackServerContext* context,
                                                             const CancelOperationRequest* request,
                                                             Empty* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call,
                           const CancelOperationRequest& request) -> absl::StatusOr<Empty> {
                      GUANXI_ASSIGN_OR_RETURN(const Uuid id, ParseOperationName(request.name()));
                      GUANXI_RETURN_IF_ERROR(store_->Cancel(call.principal, id));
                      return Empty();
                    });
}

grpc::ServerUnaryReactor* OperationsService::DeleteOperation(grpc::CallbackServerContext* context,
                                                             const DeleteOperationRequest* request,
                                                             Empty* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call,
                           const DeleteOperationRequest& request) -> absl::StatusOr<Empty> {
                      GUANXI_ASSIGN_OR_RETURN(const Uuid id, ParseOperationName(request.name()));
                      GUANXI_RETURN_IF_ERROR(store_->Delete(call.principal, id));
                      return Empty();
                    });
}

grpc::ServerUnaryReactor* OperationsService::WaitOperation(
    grpc::CallbackServerContext* context, const WaitOperationRequest* request,
    google::longrunning::Operation* response) {
  const absl::Time begin = absl::Now();
  return rpc_.Wait(
      context, request, response,
      [this, begin](const rpc::Call& call, const WaitOperationRequest& request)
          -> absl::StatusOr<rpc::Waited<google::longrunning::Operation>> {
        rpc::Waited<google::longrunning::Operation> waited;
        GUANXI_ASSIGN_OR_RETURN(waited.response, Get(call, request.name()));
        const absl::Time now = absl::Now();
        const absl::Time until = std::min(begin + WaitTime(request), call.deadline - kFirstPause);
        waited.done = waited.response.done() || now >= until || call.Cancelled();
        // Twice as long after each time that is twice as long.
        waited.pause =
            std::min(std::clamp((now - begin) / 2, kFirstPause, kLastPause), until - now);
        return waited;
      },
      rpc::Lane::kJob);
}

absl::StatusOr<google::longrunning::Operation> OperationsService::Get(const rpc::Call& call,
                                                                      const std::string& name) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, ParseOperationName(name));
  GUANXI_ASSIGN_OR_RETURN(const Operation operation, store_->Get(call.principal, id));
  return ToProto(operation);
}

absl::StatusOr<ListOperationsResponse> OperationsService::List(
    const rpc::Call& call, const ListOperationsRequest& request) {
  if (!request.filter().empty()) return InvalidField("filter", "is not supported: leave it empty");
  if (!request.name().empty() && request.name() != "operations") {
    return InvalidField("name", "must be \"operations\"", "INVALID_NAME");
  }
  GUANXI_ASSIGN_OR_RETURN(const int page_size, page::PageSize(request.page_size()));
  GUANXI_ASSIGN_OR_RETURN(Uuid before, ParsePageToken(request.page_token()));
  ListOperationsResponse response;
  int64_t bytes = 0;
  while (true) {
    const int wanted = std::min(kReadAtOnce, page_size - response.operations_size());
    GUANXI_ASSIGN_OR_RETURN(std::vector<Operation> operations,
                            store_->List(call.principal, before, wanted + 1));
    const bool more = static_cast<int>(operations.size()) > wanted;
    if (more) operations.pop_back();
    for (const Operation& operation : operations) {
      google::longrunning::Operation proto = ToProto(operation);
      bytes += static_cast<int64_t>(proto.ByteSizeLong());
      if (response.operations_size() > 0 && bytes > page::kMaxPageBytes) return response;
      before = operation.id;
      response.set_next_page_token(before.ToString());
      *response.add_operations() = std::move(proto);
    }
    if (!more) response.clear_next_page_token();
    if (!more || response.operations_size() == page_size) return response;
  }
}

}  // namespace guanxi::jobs
