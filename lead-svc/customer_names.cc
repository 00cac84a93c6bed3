#include "lead-svc/customer_names.h"

#include <grpcpp/channel.h>

#include <set>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/errors/metadata.h"
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

constexpr char kMissing[] = "names nothing that exists";

// Of a call that `status` ended because some of the names are absent or hidden. Returns the others.
absl::StatusOr<std::vector<std::string>> NoteMissing(const absl::Status& status,
                                                     absl::Span<const std::string> names,
                                                     resource::Faults* faults) {
  std::string told = MetadataOf(status)["names"];
  if (told.empty()) told = ResourceOf(status);  // It is one alone.
  std::set<Uuid> missing;
  for (absl::string_view name : absl::StrSplit(told, ',')) {
    const auto id = resource::ParseReference("customers", name);
    if (id.ok()) missing.insert(*id);
  }
  std::vector<std::string> others;
  for (const std::string& name : names) {
    const auto id = resource::ParseReference("customers", name);
    if (id.ok() && missing.count(*id) != 0) {
      (*faults)[name] = kMissing;
    } else {
      others.push_back(name);
    }
  }
  if (others.size() < names.size()) return others;
  return absl::InternalError("customer-svc misses a customer that it was not asked for");
}

}  // namespace

CustomerNames::CustomerNames(const std::string& target)
    : customers_(CustomerService::NewStub(ChannelTo(target))) {}

absl::StatusOr<resource::Faults> CustomerNames::Ask(const rpc::Call& call,
                                                    absl::Span<const std::string> names) const {
  resource::Faults faults;
  GUANXI_RETURN_IF_ERROR(AskPart(call, absl::Now() + kTimeout, names, &faults));
  return faults;
}

absl::Status CustomerNames::AskPart(const rpc::Call& call, absl::Time until,
                                    absl::Span<const std::string> names,
                                    resource::Faults* faults) const {
  customer::v1::BatchGetCustomersRequest request;
  request.mutable_names()->Assign(names.begin(), names.end());
  request.mutable_read_mask()->add_paths("name");
  request.mutable_read_mask()->add_paths("delete_time");
  grpc::ClientContext context;
  rpc::PrepareOnBehalf(call, until - absl::Now(), &context);
  customer::v1::BatchGetCustomersResponse response;
  const absl::Status status =
      FromGrpcStatus(customers_->BatchGetCustomers(&context, request, &response));
  // Rows count as they are stored, whatever is read of them.
  if (Reason(status) == "BATCH_TOO_LARGE" && names.size() > 1) {
    const size_t half = names.size() / 2;
    GUANXI_RETURN_IF_ERROR(AskPart(call, until, names.first(half), faults));
    return AskPart(call, until, names.subspan(half), faults);
  }
  if (status.code() == absl::StatusCode::kNotFound) {
    GUANXI_ASSIGN_OR_RETURN(const auto others, NoteMissing(status, names, faults));
    return others.empty() ? absl::OkStatus() : AskPart(call, until, others, faults);
  }
  if (status.code() == absl::StatusCode::kUnavailable ||
      status.code() == absl::StatusCode::kDeadlineExceeded) {  // of our own limit
    return Unavailable("CUSTOMER_SVC_DOWN",
                       "whether the customer exists cannot be asked: customer-svc does not answer");
  }
  GUANXI_RETURN_IF_ERROR(status);
  std::set<Uuid> live;
  for (const auto& customer : response.customers()) {
    const auto id = resource::ParseReference("customers", customer.name());
    if (id.ok() && !customer.has_delete_time()) live.insert(*id);
  }
  for (const std::string& name : names) {
    const auto id = resource::ParseReference("customers", name);
    (*faults)[name] = id.ok() && live.count(*id) != 0 ? "" : kMissing;
  }
  return absl::OkStatus();
}

}  // namespace guanxi::lead
