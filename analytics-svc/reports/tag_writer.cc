#include "analytics-svc/reports/tag_writer.h"

#include <grpcpp/channel.h>

#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"

namespace guanxi::analytics {
namespace {

using customer::v1::TagService;

constexpr absl::Duration kTimeout = absl::Seconds(10);

std::shared_ptr<grpc::Channel> ChannelTo(const std::string& target) {
  rpc::ClientOptions options;
  options.target = target;
  options.services = {std::string(TagService::service_full_name())};
  return rpc::NewChannel(options);
}

template <typename Request>
Request Naming(const std::vector<std::string>& customers, const std::vector<std::string>& tags) {
  Request request;
  request.mutable_customers()->Add(customers.begin(), customers.end());
  request.mutable_tags()->Add(tags.begin(), tags.end());
  return request;
}

absl::StatusOr<int> Understand(const grpc::Status& answer, int changed) {
  if (answer.ok()) return changed;
  const absl::Status status = FromGrpcStatus(answer);
  if (status.code() == absl::StatusCode::kUnavailable ||
      status.code() == absl::StatusCode::kDeadlineExceeded) {  // of our own limit
    return Unavailable("CUSTOMER_SVC_DOWN", "customer-svc does not answer");
  }
  return status;
}

}  // namespace

CustomerTagWriter::CustomerTagWriter(const std::string& target)
    : tags_(TagService::NewStub(ChannelTo(target))) {}

absl::StatusOr<int> CustomerTagWriter::Apply(const rpc::Call& call,
                                             const std::vector<std::string>& customers,
                                             const std::vector<std::string>& tags) {
  grpc::ClientContext context;
  rpc::PrepareOnBehalf(call, kTimeout, &context);
  customer::v1::ApplyTagsResponse response;
  const grpc::Status answer = tags_->ApplyTags(
      &context, Naming<customer::v1::ApplyTagsRequest>(customers, tags), &response);
  return Understand(answer, response.changed());
}

absl::StatusOr<int> CustomerTagWriter::Remove(const rpc::Call& call,
                                              const std::vector<std::string>& customers,
                                              const std::vector<std::string>& tags) {
  grpc::ClientContext context;
  rpc::PrepareOnBehalf(call, kTimeout, &context);
  customer::v1::RemoveTagsResponse response;
  const grpc::Status answer = tags_->RemoveTags(
      &context, Naming<customer::v1::RemoveTagsRequest>(customers, tags), &response);
  return Understand(answer, response.changed());
}

}  // namespace guanxi::analytics
