#include "common/events/remote_log.h"

#include <grpcpp/channel.h>

#include <memory>
#include <vector>

#include "common/base/status_macros.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "guanxi/event/v1/log_service.grpc.pb.h"

namespace guanxi::events {
namespace {

using event::v1::LogService;
using event::v1::ReadRecordsRequest;
using event::v1::ReadRecordsResponse;

constexpr absl::Duration kTimeout = absl::Seconds(5);

std::shared_ptr<LogService::Stub> StubAt(const std::string& target) {
  rpc::ClientOptions options;
  options.target = target;
  options.services = {std::string(LogService::service_full_name())};
  return LogService::NewStub(rpc::NewChannel(options));
}

template <typename Request, typename Response>
std::function<absl::StatusOr<Response>(const Request&)> Asking(
    const std::string& target, const AccountToken& token,
    grpc::Status (LogService::Stub::*method)(grpc::ClientContext*, const Request&, Response*)) {
  return
      [stub = StubAt(target), token, method](const Request& request) -> absl::StatusOr<Response> {
        GUANXI_ASSIGN_OR_RETURN(const std::string bearer, token());
        grpc::ClientContext context;
        rpc::Prepare(kTimeout, bearer, &context);
        Response response;
        GUANXI_RETURN_IF_ERROR(FromGrpcStatus((stub.get()->*method)(&context, request, &response)));
        return response;
      };
}

}  // namespace

ReadLog ReadLogAt(const std::string& target, const AccountToken& token) {
  return Asking(target, token, &LogService::Stub::ReadPartitions);
}

ReadRecords ReadRecordsAt(const std::string& target, const AccountToken& token) {
  return Asking(target, token, &LogService::Stub::ReadRecords);
}

GetRecords GetRecordsAt(const std::string& target, const AccountToken& token) {
  return Asking(target, token, &LogService::Stub::BatchGetRecords);
}

ReadHistories ReadHistoriesAt(const std::string& target, const AccountToken& token) {
  return Asking(target, token, &LogService::Stub::ReadHistories);
}

absl::Status ReadAllRecords(const ReadRecords& read, const std::string& resource_type,
                            int partition, int at_once, const StillHeld& held, TakeRecords take) {
  ReadRecordsRequest request;
  request.set_resource_type(resource_type);
  request.set_partition(partition);
  while (true) {
    GUANXI_RETURN_IF_ERROR(held());
    GUANXI_ASSIGN_OR_RETURN(const ReadRecordsResponse page, read(request));
    const std::vector<event::v1::LogEvent> records(page.records().begin(), page.records().end());
    for (size_t i = 0; i < records.size();) {
      size_t end = i;
      while (end < records.size() && records[end].tenant_id() == records[i].tenant_id() &&
             end - i < static_cast<size_t>(at_once)) {
        ++end;
      }
      GUANXI_ASSIGN_OR_RETURN(const Uuid tenant, Uuid::FromBytes(records[i].tenant_id()));
      GUANXI_RETURN_IF_ERROR(held());
      GUANXI_RETURN_IF_ERROR(take(tenant, absl::MakeConstSpan(records).subspan(i, end - i)));
      i = end;
    }
    if (page.next_tenant().empty()) return absl::OkStatus();
    request.set_after_tenant(page.next_tenant());
    request.set_after_id(page.next_id());
  }
}

}  // namespace guanxi::events
