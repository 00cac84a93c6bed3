#include "lead-svc/customer_names.h"

#include <grpcpp/channel.h>

#include <set>

#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/resource/resource_name.h"
#include "common/rpc/client.h"

namespace guanxi::lead {
namespace {

using customer::v1::CustomerService;

constexpr absl::Duration kTimeout = absl::Seconds(3);

std::shared_ptr<grpc::Channel> ChannelTo(const std::string& target) {
  rpc::ClientOptions options;
  options.target = target;
  options.services = {std::string(CustomerService::service_full_name())};
  return rpc::NewChannel(options);
}

absl::Status Refuse(const std::vector<StatedName>& stated, const std::set<std::string>& missing) {
  Violations violations;
  for (const StatedName& one : stated) {
    if (missing.count(one.name) != 0) violations.Add(one.path, "names nothing that exists");
  }
  return violations.ToStatus();
}

}  // namespace

CustomerNames::CustomerNames(const std::string& target)
    : customers_(CustomerService::NewStub(ChannelTo(target))) {}

absl::Status CustomerNames::Check(const rpc::Call& call,
                                  const std::vector<StatedName>& stated) const {
  std::set<std::string> asked;
  for (const StatedName& one : stated) {
    if (resource::ParseReference("customers", one.name).ok()) asked.insert(one.name);
  }
  if (asked.empty()) return absl::OkStatus();
  customer::v1::BatchGetCustomersRequest request;
  request.mutable_names()->Assign(asked.begin(), asked.end());
  request.mutable_read_mask()->add_paths("name");
  request.mutable_read_mask()->add_paths("delete_time");
  grpc::ClientContext context;
  rpc::PrepareOnBehalf(call, kTimeout, &context);
  customer::v1::BatchGetCustomersResponse response;
  const absl::Status status =
      FromGrpcStatus(customers_->BatchGetCustomers(&context, request, &response));
  std::set<std::string> missing;
  if (status.code() == absl::StatusCode::kNotFound) {
    missing.insert(ResourceOf(status));
  } else if (status.code() == absl::StatusCode::kUnavailable ||
             status.code() == absl::StatusCode::kDeadlineExceeded) {  // of our own limit
    return Unavailable("CUSTOMER_SVC_DOWN",
                       "whether the customer exists cannot be asked: customer-svc does not answer");
  } else if (!status.ok()) {
    return status;
  }
  for (const auto& customer : response.customers()) {
    if (customer.has_delete_time()) missing.insert(customer.name());
  }
  return Refuse(stated, missing);
}

}  // namespace guanxi::lead
