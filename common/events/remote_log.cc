#include "common/events/remote_log.h"

#include <grpcpp/channel.h>

#include <memory>

#include "common/base/status_macros.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "guanxi/event/v1/log_service.grpc.pb.h"

namespace guanxi::events {
namespace {

using event::v1::LogService;
using event::v1::ReadPartitionRequest;
using event::v1::ReadPartitionResponse;
using event::v1::ReadRecordsRequest;
using event::v1::ReadRecordsResponse;

constexpr absl::Duration kTimeout = absl::Seconds(5);

std::shared_ptr<LogService::Stub> StubAt(const std::string& target) {
  rpc::ClientOptions options;
  options.target = target;
  options.services = {std::string(LogService::service_full_name())};
  return LogService::NewStub(rpc::NewChannel(options));
}

}  // namespace

ReadLog ReadLogAt(const std::string& target, const AccountToken& token) {
  return [stub = StubAt(target), token](
             const ReadPartitionRequest& request) -> absl::StatusOr<ReadPartitionResponse> {
    GUANXI_ASSIGN_OR_RETURN(const std::string bearer, token());
    grpc::ClientContext context;
    rpc::Prepare(kTimeout, bearer, &context);
    ReadPartitionResponse response;
    GUANXI_RETURN_IF_ERROR(FromGrpcStatus(stub->ReadPartition(&context, request, &response)));
    return response;
  };
}

ReadRecords ReadRecordsAt(const std::string& target, const AccountToken& token) {
  return [stub = StubAt(target), token](
             const ReadRecordsRequest& request) -> absl::StatusOr<ReadRecordsResponse> {
    GUANXI_ASSIGN_OR_RETURN(const std::string bearer, token());
    grpc::ClientContext context;
    rpc::Prepare(kTimeout, bearer, &context);
    ReadRecordsResponse response;
    GUANXI_RETURN_IF_ERROR(FromGrpcStatus(stub->ReadRecords(&context, request, &response)));
    return response;
  };
}

}  // namespace guanxi::events
