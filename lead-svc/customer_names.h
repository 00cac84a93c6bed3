// Whether customers that opportunities name are there, asked of customer-svc.
#ifndef GUANXI_LEAD_SVC_CUSTOMER_NAMES_H_
#define GUANXI_LEAD_SVC_CUSTOMER_NAMES_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/resource/behavior.h"
#include "common/rpc/call.h"
#include "guanxi/customer/v1/customer_service.grpc.pb.h"

namespace guanxi::lead {

// Thread-safe.
class CustomerNames {
 public:
  // `target` is the gRPC target of customer-svc.
  explicit CustomerNames(const std::string& target);

  // What is wrong with each of the names (`customers/{uuid}`, in canonical form): whether the
  // caller can read the customer there, with the caller's own token, and it is not deleted. One
  // call for all, or several where an answer of customer-svc cannot hold them, or tells only of
  // those that are absent or hidden. At most 3 s, within the deadline of `call`. Not to be called
  // while a transaction is open.
  //
  // Errors: UNAVAILABLE, CUSTOMER_SVC_DOWN; those of the call.
  absl::StatusOr<resource::Faults> Ask(const rpc::Call& call,
                                       absl::Span<const std::string> names) const;

 private:
  absl::Status AskPart(const rpc::Call& call, absl::Time until, absl::Span<const std::string> names,
                       resource::Faults* faults) const;

  const std::unique_ptr<customer::v1::CustomerService::Stub> customers_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CUSTOMER_NAMES_H_
